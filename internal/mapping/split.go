package mapping

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// splitText parts a text at its separators, or, where the separator is the
// word json, reads it as JSON: a text, a list of texts, or an object of these,
// whose names are put before the texts with a colon. Parts are trimmed, empty
// ones left out. Not ok is JSON that is none.
func splitText(text string, by Texts) (parts []string, ok bool) {
	if len(by) == 1 && by[0] == "json" {
		return splitJSON(text)
	}
	parts = []string{text}
	for _, sep := range by {
		var finer []string
		for _, p := range parts {
			finer = append(finer, strings.Split(p, sep)...)
		}
		parts = finer
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return slices.DeleteFunc(parts, func(p string) bool { return p == "" }), true
}

func splitJSON(text string) ([]string, bool) {
	if strings.TrimSpace(text) == "" {
		return nil, true
	}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil || dec.More() {
		return nil, false
	}
	return plainTexts("", v)
}

// plainTexts lists the texts in a value of JSON.
func plainTexts(prefix string, v any) (out []string, ok bool) {
	switch v := v.(type) {
	case nil:
		return nil, true
	case string:
		if s := strings.TrimSpace(v); s != "" {
			out = append(out, prefix+s)
		}
		return out, true
	case json.Number:
		return []string{prefix + v.String()}, true
	case []any:
		for _, item := range v {
			texts, ok := plainTexts(prefix, item)
			if !ok {
				return nil, false
			}
			out = append(out, texts...)
		}
		return out, true
	case map[string]any:
		if prefix != "" {
			return nil, false
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			texts, ok := plainTexts(name+":", v[name])
			if !ok {
				return nil, false
			}
			out = append(out, texts...)
		}
		return out, true
	}
	return nil, false
}
