package dossier_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/dossier"
)

// The script in docs/package.md, run as a reader would run it.
func script(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/package.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```python\n")
	code, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("docs/package.md holds no script")
	}
	if n := strings.Count(code, "\n"); n > 21 { // twenty, and one that says what it found
		t.Errorf("the script has %d lines", n)
	}
	path := filepath.Join(t.TempDir(), "check.py")
	if err := os.WriteFile(path, []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func python(t *testing.T, script string, data []byte) (string, bool) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "package.zip")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("python3", script, path).CombinedOutput()
	if err != nil && !strings.Contains(string(out), "AssertionError") {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out), err == nil
}

func TestTheScriptInTheDocsChecksAPackage(t *testing.T) {
	check := script(t)
	for _, counterfeit := range []int{0, 1, 2, 5} {
		s := lead()
		s.counterfeit = counterfeit
		p := built(t, build(t, s), options(dossier.L2))
		out, ok := python(t, check, zipped(t, p))
		if want := p.Dossier.Title + " R-TESTRING01 score " + p.Dossier.Score.Risk; !ok || !strings.HasPrefix(out, want) {
			t.Errorf("%s; want %s", out, want)
		}
	}
	s := lead()
	s.claims = 70 // files of several hundred rows
	p := built(t, build(t, s), options(dossier.L2))
	original := zipped(t, p)
	if out, ok := python(t, check, original); !ok {
		t.Errorf("long files: %s", out)
	}
	risk := `"risk":"` + p.Dossier.Score.Risk + `"`
	for path, alter := range map[string]func(string) string{
		"data/dossier.json":         func(text string) string { return strings.ReplaceAll(text, risk, `"risk":"1.00"`) },
		"data/evidence/rows.ndjson": func(text string) string { return strings.Replace(text, `"path":["`, `"path":["`+"00", 1) },
		"data/method/card.json":     func(text string) string { return strings.Replace(text, `"prior": 0.01`, `"prior": 0.02`, 1) },
	} {
		files := entries(t, original)
		for i := range files {
			if strings.HasSuffix(files[i].name, path) {
				text := alter(files[i].text)
				if text == files[i].text {
					t.Fatalf("%s: nothing to alter", path)
				}
				files[i].text = text
			}
		}
		if out, ok := python(t, check, rezip(t, files, true)); ok {
			t.Errorf("%s was altered, and the script says %s", path, out)
		}
	}
}
