package neo4j

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// Find implements store.Finder. The full-text index answers which nodes may
// match; the rest of the statement and this function are exact.
func (s *Store) Find(ctx context.Context, text string, kinds []entity.Kind, limit int) ([]entity.Key, error) {
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	prefixes, kinds := store.Words(text), store.SearchKinds(kinds)
	if len(prefixes) == 0 || len(kinds) == 0 || limit <= 0 {
		return nil, nil
	}
	labels, rank := make([]string, len(kinds)), make(map[string]any, len(kinds))
	for i, k := range kinds {
		labels[i], rank[s.names.labels[k]] = s.names.labels[k], int64(k)
	}
	args := map[string]any{"query": indexQuery(prefixes), "prefixes": prefixes, "labels": labels, "rank": rank}
	var found []entity.Key
	err := s.viewing(ctx, "find", func(v *view) (err error) {
		// Names of a load under way are in the index before they hold. Each
		// hides one answer at most, so twice as many are asked when some did.
		for ask := int64(limit); ; ask *= 2 {
			var seen int64
			if found, seen, err = s.matches(v, args, prefixes, ask); err != nil || seen < ask || len(found) >= limit {
				return err
			}
		}
	})
	if err != nil {
		return nil, s.explained(ctx, err)
	}
	return found[:min(limit, len(found))], nil
}

func (s *Store) matches(v *view, args map[string]any, prefixes []string, ask int64) (found []entity.Key, seen int64, err error) {
	args["version"], args["limit"] = v.version, ask
	err = v.each(s.cypher["find_words"], args, func(row []any) error {
		seen++
		label, _ := row[0].(string)
		text, _ := row[1].(string)
		stored, err := content(row[2])
		if err != nil {
			return err
		}
		n := entity.Node{Key: s.names.key(s.names.kinds[label], text)}
		if len(stored) > 0 && stored[0] == replacedMark {
			if n.Attrs, err = attrsAt(stored, v.version); err != nil {
				return err
			}
			if !store.HasPrefixes(store.NodeWords(&n), prefixes) {
				return nil
			}
		}
		found = append(found, n.Key)
		return nil
	})
	return found, seen, err
}

// longestToken is where the index cuts words.
const longestToken = 255

// indexQuery spells the search in the index's language. Words are lower-case
// letters and digits, so nothing in them is an operator.
func indexQuery(prefixes []string) string {
	var b strings.Builder
	for i, p := range prefixes {
		if i > 0 {
			b.WriteString(" AND ")
		}
		for len(p) > longestToken {
			_, n := utf8.DecodeLastRuneInString(p)
			p = p[:len(p)-n]
		}
		b.WriteString(p + "*")
	}
	return b.String()
}
