//go:build acceptance

package acceptance_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// bagValidator is the Library of Congress's bagit.py, as its own users call
// it.
const bagValidator = "import bagit, sys; bagit.Bag(sys.argv[1]).validate()"

// TestPackagesPassBagit packs every ring and account group of the seed world
// and of the scam list, checks each, has Python's bagit validate it, and runs
// the script of docs/package.md.
func TestPackagesPassBagit(t *testing.T) {
	check := docsScript(t)
	for name, c := range map[string]struct {
		input string
		leads bool // some of them are
	}{"seed": {"../../seed/input", true}, "scam list": {data(t, "cryptoscam-2020-01", "links.csv"), false}} {
		t.Run(name, func(t *testing.T) {
			s := detected(t, c.input)
			page, err := s.Rings(t.Context(), investigate.RingFilter{Status: []ring.Status{ring.StatusRing, ring.StatusAccountGroup}}, 0, 0)
			if err != nil || len(page.Rings) == 0 {
				t.Fatalf("no rings: %v", err)
			}
			leads := 0
			for _, sum := range page.Rings {
				p, err := s.Package(t.Context(), investigate.PackageRequest{Ring: sum.ID, Level: dossier.L2, Profile: "us-le", Languages: dossier.Languages(), Who: "test"})
				if err != nil {
					t.Fatal(err)
				}
				if p.Dossier.Lead {
					leads++
				}
				passes(t, check, p)
			}
			if c.leads != (leads > 0) {
				t.Errorf("%d of %d are leads", leads, len(page.Rings))
			}
			t.Logf("%d packages, %d of them leads", len(page.Rings), leads)
		})
	}
}

// detected loads a file or folder into a fresh data folder and detects.
func detected(t *testing.T, input string) *investigate.Service {
	t.Helper()
	ctx := context.Background()
	s, err := investigate.Open(ctx, investigate.Options{Data: filepath.Join(t.TempDir(), "data"), Create: true, Random: rand.Reader, Now: time.Now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{input}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Detect(ctx, investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	return s
}

func passes(t *testing.T, script string, p *investigate.PackageView) {
	t.Helper()
	if _, err := dossier.Verify(p.Content, nil); err != nil {
		t.Fatalf("%s: %v", p.Name, err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, p.Name)
	if err := os.WriteFile(path, p.Content, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-c", bagValidator, unpacked(t, dir, p.Content)}, {script, path}} {
		if out, err := exec.Command("python3", args...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", p.Name, err, out)
		}
	}
}

// unpacked unpacks a package with the standard library and returns its
// folder.
func unpacked(t *testing.T, dir string, content []byte) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	top := ""
	for _, f := range r.File {
		top, _, _ = strings.Cut(f.Name, "/")
		c, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(c)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, top)
}

// docsScript takes the script out of docs/package.md.
func docsScript(t *testing.T) string {
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
	path := filepath.Join(t.TempDir(), "check.py")
	if err := os.WriteFile(path, []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
