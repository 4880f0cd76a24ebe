package dossier_test

import (
	"testing"

	"github.com/ringtrace/ringtrace/internal/dossier"
)

// The expected texts follow RFC 8785: sections 3.2.2.2 (strings) and 3.2.3
// (sorting by UTF-16 code units, whose example this is).
func TestCanonicalJSON(t *testing.T) {
	for name, c := range map[string]struct {
		value any
		want  string
	}{
		"strings": {"\u20ac$\u000f\nA'B\"\\\\\"/\u2028<&>\u007f", "\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u2028<&>\u007f\""},
		"sorting": {map[string]int{"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7},
			"{\"\\r\":2,\"1\":4,\"\u0080\":6,\"\u00f6\":7,\"\u20ac\":1,\"\U0001f600\":5,\"\ufb33\":3}"},
		"values": {[]any{nil, true, false, 0, -7, 1<<53 - 1, []any{}, map[string]any{}}, `[null,true,false,0,-7,9007199254740991,[],{}]`},
	} {
		got, err := dossier.CanonicalForTest(c.value)
		if err != nil || string(got) != c.want+"\n" {
			t.Errorf("%s: %s, %v; want %s", name, got, err, c.want)
		}
	}
	for _, v := range []any{1.5, 1 << 53, -(1 << 53)} {
		if got, err := dossier.CanonicalForTest(v); err == nil {
			t.Errorf("%v was written as %s", v, got)
		}
	}
}
