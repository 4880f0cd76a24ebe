package folder_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/folder"
)

// diary is a plan of layout 3 whose steps write down what they do, and fail at
// the place that breakAt names.
type diary struct {
	lines   []string
	breakAt string
}

var errBroken = errors.New("broken")

func (d *diary) note(line string) error {
	d.lines = append(d.lines, line)
	if line == d.breakAt {
		return errBroken
	}
	return nil
}

func (d *diary) plan() *folder.Plan {
	step := func(to int) folder.Step {
		return folder.Step{To: to, Do: func(context.Context, string) error { return d.note(fmt.Sprint("step ", to)) }}
	}
	return &folder.Plan{
		Mine:   folder.Format{Layout: 3, Parts: map[string]int{"vault": 2, "case.db": 5}, Program: "ringtrace 3.0"},
		Steps:  []folder.Step{step(2), step(3)},
		Before: func(_ context.Context, _ string, layout int) error { return d.note(fmt.Sprint("keep before ", layout)) },
	}
}

func folderOf(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, folder.FormatFile), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func read(t *testing.T, dir string) folder.Format {
	t.Helper()
	f, err := folder.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Every step is done once in order, and one that failed is done again from its
// beginning; the rules of the stores survive.
func TestUpgradeGoesStepByStep(t *testing.T) {
	all := []string{"keep before 2", "step 2", "keep before 3", "step 3"}
	for i, place := range all {
		t.Run(place, func(t *testing.T) {
			dir := folderOf(t, `{"format":1,"rules":{"graph.db":{"phone":"phone/1"}}}`)
			d := &diary{breakAt: place}
			if err := d.plan().Open(t.Context(), dir, true, holder("upgrade")); !errors.Is(err, errBroken) {
				t.Fatalf("got %v", err)
			}
			if diff := cmp.Diff(all[:i+1], d.lines); diff != "" {
				t.Error(diff)
			}
			if want := 1 + i/2; read(t, dir).Layout != want {
				t.Errorf("layout %d, want %d", read(t, dir).Layout, want)
			}
			d.lines, d.breakAt = nil, ""
			if err := d.plan().Open(t.Context(), dir, true, holder("upgrade")); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(all[i/2*2:], d.lines); diff != "" {
				t.Error(diff)
			}
			want := folder.Format{Layout: 3, Parts: map[string]int{"vault": 2, "case.db": 5}, Program: "ringtrace 3.0",
				Rules: map[string]folder.Rules{"graph.db": {"phone": "phone/1"}}}
			if diff := cmp.Diff(want, read(t, dir)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhichFoldersOpen(t *testing.T) {
	for name, c := range map[string]struct {
		text    string // of ringtrace.json, "" for none
		entry   string // something else in the folder
		upgrade bool
		want    string // of the error
		kind    errs.Kind
		steps   int
	}{
		"new":                    {},
		"current":                {text: `{"format":3,"parts":{"vault":2}}`},
		"older, reading":         {text: `{"format":2}`, want: "older ringtrace (layout 2, this one writes 3). Run ringtrace upgrade", kind: errs.Conflict},
		"older, writing":         {text: `{"format":2}`, upgrade: true, steps: 2},
		"newer":                  {text: `{"format":4}`, upgrade: true, want: "newer ringtrace (layout 4, this one knows 3). Use the newer ringtrace", kind: errs.Conflict},
		"newer, by name":         {text: `{"format":4,"program":"ringtrace 4.1"}`, want: "Use ringtrace 4.1 or a later one", kind: errs.Conflict},
		"newer in a part":        {text: `{"format":3,"parts":{"case.db":6}}`, want: "case.db of version 6, this one knows 5", kind: errs.Conflict},
		"damaged":                {text: "{", want: "is damaged", kind: errs.Invalid},
		"no layout":              {text: "{}", want: "is damaged", kind: errs.Invalid},
		"lost its word, reading": {entry: "vault", want: "layout 1", kind: errs.Conflict},
		"lost its word":          {entry: "vault", upgrade: true, steps: 4},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if c.text != "" {
				dir = folderOf(t, c.text)
			}
			if c.entry != "" {
				if err := os.WriteFile(filepath.Join(dir, c.entry), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			d := &diary{}
			err := d.plan().Open(t.Context(), dir, c.upgrade, holder("upgrade"))
			if len(d.lines) != c.steps {
				t.Errorf("did %v", d.lines)
			}
			if c.want == "" {
				if err != nil || read(t, dir).Layout != 3 {
					t.Errorf("%v, layout %d", err, read(t, dir).Layout)
				}
				return
			}
			if errs.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// Two processes that find an older folder do not upgrade it both.
func TestUpgradeIsForOne(t *testing.T) {
	dir := folderOf(t, `{"format":2}`)
	keeper(t, dir)
	d := &diary{}
	if err := d.plan().Open(t.Context(), dir, true, holder("upgrade")); errs.KindOf(err) != errs.Conflict || d.lines != nil {
		t.Errorf("%v, did %v", err, d.lines)
	}
}

func TestRulesThatDiffer(t *testing.T) {
	got := folder.Rules{"phone": "phone/2", "email": "email/1", "handle": "handle/1"}.Differ(folder.Rules{"phone": "phone/1", "email": "email/1", "uscc": "uscc/1"})
	if diff := cmp.Diff([]string{"handle", "phone", "uscc"}, got); diff != "" {
		t.Error(diff)
	}
}
