package section_test

import (
	"testing"

	"github.com/ringtrace/ringtrace/internal/section"
)

const page = "# Page\n\nfirst\n\n<!-- a: begin -->\nold\n<!-- a: end -->\n\nlast\n"

func TestPut(t *testing.T) {
	for _, tc := range []struct{ page, want string }{
		{page, "# Page\n\nfirst\n\n<!-- a: begin -->\nnew\n<!-- a: end -->\n\nlast\n"},
		{"# Page\n", "# Page\n\n<!-- a: begin -->\nnew\n<!-- a: end -->\n"},
		{"# Page\n<!-- a: begin -->\ncut", "# Page\n<!-- a: begin -->\ncut\n\n<!-- a: begin -->\nnew\n<!-- a: end -->\n"},
	} {
		if got := section.Put(tc.page, "a", "new\n\n"); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
	if once := section.Put(page, "a", "new"); section.Put(once, "a", "new") != once {
		t.Error("putting a part twice changes the page")
	}
}

func TestCarry(t *testing.T) {
	if got, want := section.Carry(page, "# Other\n", "a"), "# Other\n\n<!-- a: begin -->\nold\n<!-- a: end -->\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := section.Carry("# Nothing\n", "# Other\n", "a"); got != "# Other\n" {
		t.Errorf("%q", got)
	}
}
