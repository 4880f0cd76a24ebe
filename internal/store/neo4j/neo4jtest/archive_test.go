package neo4jtest

import (
	"archive/zip"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Everything of a signed jar stays but its signature; a jar without one is
// left as it is.
func TestSignaturesAreTakenOut(t *testing.T) {
	dir := t.TempDir()
	signed := []string{"META-INF/", "META-INF/MANIFEST.MF", "META-INF/ECLIPSE_.SF", "META-INF/ECLIPSE_.RSA", "a/B.class", "a/key.RSA"}
	writeJar(t, filepath.Join(dir, "signed.jar"), signed)
	plain := filepath.Join(dir, "plain.jar")
	writeJar(t, plain, []string{"META-INF/MANIFEST.MF", "c/D.class"})
	before, err := os.ReadFile(plain)
	if err != nil {
		t.Fatal(err)
	}
	if err := unsign(dir); err != nil {
		t.Fatal(err)
	}
	r, err := zip.OpenReader(filepath.Join(dir, "signed.jar"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var names []string
	for _, f := range r.File {
		names = append(names, f.Name)
	}
	if d := cmp.Diff([]string{"META-INF/MANIFEST.MF", "a/B.class", "a/key.RSA"}, names); d != "" {
		t.Errorf("entries (-want +got):\n%s", d)
	}
	if after, err := os.ReadFile(plain); err != nil || string(after) != string(before) {
		t.Errorf("a jar without a signature was written again (%v)", err)
	}
}

func writeJar(t *testing.T, file string, names []string) {
	t.Helper()
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	w := zip.NewWriter(out)
	for _, name := range names {
		if _, err := w.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}
