package neo4j

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// layout is the shape of the graph that this version writes.
const layout = 1

// recognise asks for server and marker, and tells whether the database is
// empty and so may become a store.
func (s *Store) recognise(ctx context.Context) (fresh bool, err error) {
	var marker, foreign []any
	err = s.conn.read(ctx, "open", func(t *tx) error {
		server, err := t.one(s.cypher["server"], nil)
		if err == nil && len(server) > 0 {
			s.version, _ = server[0].(string)
		}
		if err != nil {
			return err
		}
		if err := checkVersion(s.version); err != nil {
			return err
		}
		if marker, err = t.one(s.cypher["marker"], nil); err != nil || marker != nil {
			return err
		}
		foreign, err = t.one(s.cypher["foreign"], nil)
		return err
	})
	switch {
	case err != nil:
		return false, err
	case marker != nil:
		return false, checkLayout(marker[0])
	case foreign != nil:
		return false, &errs.Error{Op: "open", Kind: errs.Conflict, Subject: "store", Message: "the database holds data that ringtrace did not write",
			Remedy: "Name an empty database in --store: neo4j://user@host:7687/database."}
	}
	return true, nil
}

func checkVersion(v string) error {
	major, _, _ := strings.Cut(v, ".")
	if n, err := strconv.Atoi(major); err != nil || n < 5 {
		return &errs.Error{Op: "open", Kind: errs.Invalid, Subject: "store", Message: fmt.Sprintf("the server is Neo4j %q; 5 or newer is needed", v),
			Remedy: "Upgrade the server, or leave --store away for the embedded store."}
	}
	return nil
}

func checkLayout(found any) error {
	n, ok := found.(int64)
	switch {
	case !ok || n < 1:
		return &errs.Error{Op: "open", Kind: errs.Unverified, Subject: "store", Message: "the mark of ringtrace in the database is damaged",
			Remedy: "Wipe the database and load again: everything in it can be rebuilt from the vault."}
	case n > layout:
		return &errs.Error{Op: "open", Kind: errs.Conflict, Subject: "store", Message: "a newer ringtrace wrote this database", Remedy: "Use the newer ringtrace."}
	}
	return nil
}

// ensureSchema makes the constraints and indexes that are missing, and waits
// until every index is ready.
func (s *Store) ensureSchema(ctx context.Context) error {
	there, ready, err := s.schema(ctx)
	if err != nil {
		return err
	}
	made := false
	for name, statement := range s.wanted() {
		if there[name] {
			continue
		}
		made = true
		if err := s.conn.inSteps(ctx, "schema", statement, nil); err != nil {
			return schemaError(name, err)
		}
	}
	if !made && ready {
		return nil
	}
	return s.conn.inSteps(ctx, "schema", s.cypher["await"], nil)
}

// schema lists what is there and tells whether every index is ready.
func (s *Store) schema(ctx context.Context) (there map[string]bool, ready bool, err error) {
	err = s.conn.read(ctx, "schema", func(t *tx) error {
		there, ready = map[string]bool{}, true
		return t.each(s.cypher["indexes"], nil, func(row []any) error {
			name, _ := row[0].(string)
			there[name] = true
			ready = ready && row[1] == "ONLINE"
			return nil
		})
	})
	return there, ready, err
}

// wanted lists constraints and indexes by name. Every constraint has an index
// of its name.
func (s *Store) wanted() map[string]string {
	w := map[string]string{
		"Ringtrace_name": s.cypher["unique_marker"], "Entity_n": s.cypher["unique_number"], "Entity_stale": s.cypher["index_stale"],
		"Derived_key": s.cypher["index_derived_key"], "Derived_n": s.cypher["index_derived_number"], "ringtrace_words": s.cypher["index_words"],
	}
	for _, k := range entity.Kinds() {
		l := s.names.labels[k]
		w[l+"_key"] = s.cypher.label("unique", l)
	}
	return w
}

func schemaError(name string, err error) error {
	if code := refusal(err); strings.Contains(code, "ConstraintCreationFailed") || strings.Contains(code, "ConstraintViolation") || strings.Contains(code, "IndexWithNameAlreadyExists") {
		return &errs.Error{Op: "open", Kind: errs.Conflict, Subject: "store",
			Message: fmt.Sprintf("the constraint %s is missing and cannot be made again: the database holds what it forbids", name),
			Remedy:  "Wipe the database and load again: everything in it can be rebuilt from the vault."}
	}
	return err
}
