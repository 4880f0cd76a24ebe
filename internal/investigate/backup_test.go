package investigate_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/backup"
	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/folder"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/store/memory"
	"github.com/ringtrace/ringtrace/internal/store/sqlite"
	"github.com/ringtrace/ringtrace/internal/vault"
)

func options(dir string) investigate.Options {
	return investigate.Options{Data: dir, Create: true, Random: rand.Reader, Now: now, Log: zerolog.Nop()}
}

// smallWorld is a folder with a run, a secret, a key and what says that a
// package was handed out.
func smallWorld(t *testing.T) string {
	t.Helper()
	dir := unpacked(t, 1)
	s := upgraded(t, dir)
	if _, err := s.Detect(t.Context(), investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	if _, err := folder.Secret(dir, rand.Reader); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"keys/trust.json", "packages/ab/deposit.json", "packages/ab/package.zip"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(name), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func backedUp(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "backup.tar.gz")
	report, err := investigate.Backup(t.Context(), options(dir), path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 || info.Size() != report.Bytes {
		t.Errorf("%v %v", info, err)
	}
	return path
}

func restored(t *testing.T, path string) (string, *investigate.RestoreReport) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "restored")
	report, err := investigate.Restore(t.Context(), options(dir), path)
	if err != nil {
		t.Fatal(err)
	}
	return dir, report
}

// texts returns the bytes of the files below dir that match.
func texts(t *testing.T, dir string, patterns ...string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, pattern := range patterns {
		paths, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: %v %v", pattern, paths, err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			out[strings.TrimPrefix(path, dir)] = string(text)
		}
	}
	return out
}

// What was backed up comes back: check passes, vault, secret, keys and runs
// are equal to the byte, and so are the rings.
func TestBackupComesBack(t *testing.T) {
	dir := smallWorld(t)
	back, report := restored(t, backedUp(t, dir))
	kept := []string{"vault/index.ndjson", "vault/*/*.text", "vault/*/*.keys", "secret", "keys/*", "packages/*/deposit.json", "runs/*/*"}
	if diff := cmp.Diff(texts(t, dir, kept...), texts(t, back, kept...)); diff != "" {
		t.Errorf("%.2000s", diff)
	}
	if report.Run == "" || report.Loads != 3 || report.Layout != 2 {
		t.Errorf("%+v", report)
	}
	if _, err := os.Stat(filepath.Join(back, "packages", "ab", "package.zip")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a package that waits to be fetched was backed up: %v", err)
	}
	was, is := open(t, dir), open(t, back)
	for _, s := range []*investigate.Service{was, is} {
		if report, err := s.Check(t.Context(), false); err != nil {
			t.Fatalf("%v: %+v", err, report)
		}
	}
	if diff := cmp.Diff(ringsOf(t, was), ringsOf(t, is)); diff != "" {
		t.Errorf("the rings: %s", diff)
	}
	noted(t, dir, "backup")
	noted(t, back, "restore")
}

// ringsOf reads all rings without making a run.
func ringsOf(t *testing.T, s *investigate.Service) []*investigate.RingView {
	t.Helper()
	page, err := s.Rings(t.Context(), investigate.RingFilter{}, 0, 100)
	if err != nil || len(page.Rings) == 0 {
		t.Fatalf("%d rings: %v", len(page.Rings), err)
	}
	var out []*investigate.RingView
	for _, r := range page.Rings {
		v, err := s.Ring(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// noted proves that the audit trail tells of it.
func noted(t *testing.T, dir, what string) {
	t.Helper()
	b, err := casebook.Open(t.Context(), filepath.Join(dir, "case.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	entries, err := b.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.What == what {
			return
		}
	}
	t.Errorf("no audit entry %q", what)
}

// The same backup serves any store: nothing of the old one is in it.
func TestBackupComesBackIntoAnotherStore(t *testing.T) {
	dir := smallWorld(t)
	opt := options(filepath.Join(t.TempDir(), "restored"))
	opt.Graph = memory.New()
	report, err := investigate.Restore(t.Context(), opt, backedUp(t, dir))
	if err != nil || report.Run == "" {
		t.Fatalf("%+v %v", report, err)
	}
	if _, err := os.Stat(filepath.Join(opt.Data, "graph.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a store that nobody named: %v", err)
	}
	if diff := cmp.Diff(texts(t, dir, "runs/"+report.Run+"/*"), texts(t, opt.Data, "runs/"+report.Run+"/*")); diff != "" {
		t.Errorf("%.1000s", diff)
	}
}

// A backup of a folder of an older layout can be made and restored.
func TestBackupBeforeAnUpgrade(t *testing.T) {
	dir := unpacked(t, 1)
	before := tree(t, dir)
	path := backedUp(t, dir)
	after := tree(t, dir)
	for name := range after {
		if strings.HasSuffix(name, "-wal") || strings.HasSuffix(name, "-shm") { // SQLite's own, beside a database that was read
			delete(after, name)
		}
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the folder was changed: %s", diff)
	}
	back, report := restored(t, path)
	if report.Layout != 1 || readFormat(t, back).Layout != 2 {
		t.Errorf("%+v", report)
	}
	if report, err := open(t, back).Check(t.Context(), false); err != nil {
		t.Errorf("%v: %+v", err, report)
	}
}

// What came in after the last run is in the store again, and no run is made
// of it that nobody asked for.
func TestRestoreOfEvidenceThatNoRunRead(t *testing.T) {
	dir := smallWorld(t)
	links := filepath.Join(t.TempDir(), "links.csv")
	if err := os.WriteFile(links, []byte("storefront,kind,value\ntaoyi:s00001,DEVICE,new-device\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, dir).Load(t.Context(), investigate.LoadRequest{Paths: []string{links}}); err != nil {
		t.Fatal(err)
	}
	back, report := restored(t, backedUp(t, dir))
	if report.Run != "" || report.Loads != 4 {
		t.Errorf("%+v", report)
	}
	if diff := cmp.Diff(groups(t, open(t, dir)), groups(t, open(t, back))); diff != "" {
		t.Error(diff)
	}
}

// Backups that are made while files are loaded hold whole loads, and every one
// can be restored.
func TestBackupWhileLoading(t *testing.T) {
	dir := smallWorld(t)
	stop, done := make(chan struct{}), make(chan error)
	go func() {
		done <- loadUntil(t.Context(), dir, t.TempDir(), stop)
	}()
	var paths []string
	for range 5 {
		paths = append(paths, backedUp(t, dir))
		time.Sleep(20 * time.Millisecond)
	}
	close(stop)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		back, report := restored(t, path)
		if report.Loads < 3 {
			t.Errorf("%d loads", report.Loads)
		}
		if report, err := open(t, back).Check(t.Context(), true); err != nil {
			t.Errorf("%v: %+v", err, report)
		}
	}
}

func loadUntil(ctx context.Context, dir, tmp string, stop <-chan struct{}) error {
	s, err := investigate.Open(ctx, options(dir))
	if err != nil {
		return err
	}
	defer s.Close()
	for n := 0; ; n++ {
		select {
		case <-stop:
			return nil
		default:
		}
		path := filepath.Join(tmp, "links.csv")
		text := "storefront,kind,value\n" + strings.Repeat("taoyi:s00001,DEVICE,device\n", n+1)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
		if _, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{path}}); err != nil {
			return err
		}
	}
}

// A row erased before a backup is in no byte of it.
func TestErasedRowsAreNotBackedUp(t *testing.T) {
	dir := smallWorld(t)
	v, err := vault.Open(filepath.Join(dir, "vault"), vault.Options{Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	old := backedUp(t, dir)
	if err := v.Erase(t.Context(), map[uint32][]uint32{11: {1}}); err != nil {
		t.Fatal(err)
	}
	const erased = "taoyi:s00001,ALIPAY:odd-one@pay.example" // row 1 of file 11
	if plain := plainRows(t, old, 11); !strings.Contains(plain, erased) {
		t.Fatalf("the backup from before does not hold the row: %q", plain)
	}
	if plain := plainRows(t, backedUp(t, dir), 11); strings.Contains(plain, erased) || !strings.Contains(plain, "taoyi:s00002,ALIPAY:odd-one@pay.example") {
		t.Errorf("the backup from after: %q", plain)
	}
}

// An erasure while the vault is read is noticed, a load is not in the way.
func TestWhatHappensWhileTheVaultIsRead(t *testing.T) {
	dir := smallWorld(t)
	unchanged, err := investigate.WatchForTest(dir)
	if err != nil {
		t.Fatal(err)
	}
	links := filepath.Join(t.TempDir(), "links.csv")
	if err := os.WriteFile(links, []byte("storefront,kind,value\ntaoyi:s00001,DEVICE,new-device\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, dir).Load(t.Context(), investigate.LoadRequest{Paths: []string{links}}); err != nil {
		t.Fatal(err)
	}
	if ok, err := unchanged(); !ok || err != nil {
		t.Errorf("a load counts as a change: %v %v", ok, err)
	}
	v, err := vault.Open(filepath.Join(dir, "vault"), vault.Options{Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Erase(t.Context(), map[uint32][]uint32{11: {1}}); err != nil {
		t.Fatal(err)
	}
	if ok, err := unchanged(); ok || err != nil {
		t.Errorf("an erasure was not noticed: %v %v", ok, err)
	}
}

// plainRows unpacks the vault of a backup and opens the text of a file.
func plainRows(t *testing.T, path string, file uint32) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	dir := t.TempDir()
	err = backup.Extract(t.Context(), f, func(name string, content io.Reader) error {
		to := filepath.Join(dir, filepath.FromSlash(name))
		text, err := io.ReadAll(content)
		return errors.Join(err, os.MkdirAll(filepath.Dir(to), 0o700), os.WriteFile(to, text, 0o600))
	})
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(filepath.Join(dir, "vault"), vault.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := v.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What is refused leaves nothing behind.
func TestRestoreRefuses(t *testing.T) {
	good, err := os.ReadFile(backedUp(t, smallWorld(t)))
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(good)
	flipped[len(good)/2] ^= 1
	for name, c := range map[string]struct {
		content []byte
		full    bool // something stands in the folder
		store   bool // and something in the store
		kind    errs.Kind
		want    string
	}{
		"cut short":         {content: good[:len(good)-1], kind: errs.Unverified, want: "cut short or altered"},
		"cut in the middle": {content: good[:len(good)/2], kind: errs.Unverified, want: "cut short or altered"},
		"one bit":           {content: flipped, kind: errs.Unverified, want: "cut short or altered"},
		"no backup":         {content: []byte("hello"), kind: errs.Unverified, want: "too short"},
		"climbs":            {content: sealed(t, `{"backup":1,"folder":{"format":2}}`, "../evil"), kind: errs.Unverified, want: "leads out"},
		"a stranger's file": {content: sealed(t, `{"backup":1,"folder":{"format":2}}`, "graph.db"), kind: errs.Unverified, want: "no part of a data folder"},
		"no head":           {content: sealed(t, `{}`, "case.db"), kind: errs.Unverified, want: "does not say what it is"},
		"a newer layout":    {content: sealed(t, `{"backup":1,"folder":{"format":99}}`, "case.db"), kind: errs.Conflict, want: "newer ringtrace"},
		"a newer format":    {content: sealed(t, `{"backup":2,"folder":{"format":2}}`, "case.db"), kind: errs.Conflict, want: "newer ringtrace"},
		"not empty":         {content: good, full: true, kind: errs.Conflict, want: "is not empty"},
		"store not empty":   {content: good, store: true, kind: errs.Conflict, want: "store: is not empty"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "backup.tar.gz")
			if err := os.WriteFile(path, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			above := t.TempDir()
			opt := options(filepath.Join(above, "data"))
			if c.full {
				if err := errors.Join(os.Mkdir(opt.Data, 0o700), os.WriteFile(filepath.Join(opt.Data, "mine"), nil, 0o600)); err != nil {
					t.Fatal(err)
				}
			}
			if c.store {
				opt.Graph = filledStore(t)
			}
			before := tree(t, above)
			if _, err := investigate.Restore(t.Context(), opt, path); errs.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if diff := cmp.Diff(before, tree(t, above)); diff != "" {
				t.Errorf("left behind: %s", diff)
			}
		})
	}
}

// sealed packs a head and one more file as the program would.
func sealed(t *testing.T, head, name string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := backup.NewWriter(&out, now())
	for _, f := range [][2]string{{backup.HeadName, head}, {name, "x"}} {
		if err := w.Add(t.Context(), f[0], int64(len(f[1])), strings.NewReader(f[1])); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func filledStore(t *testing.T) investigate.Store {
	t.Helper()
	dir := t.TempDir()
	s := open(t, dir)
	if _, err := s.Load(t.Context(), investigate.LoadRequest{Paths: []string{"../../seed/input/regions.csv"}}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	g, err := sqlite.Open(filepath.Join(dir, "graph.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// Any tar unpacks a backup.
func TestBackupIsAPlainTar(t *testing.T) {
	f, err := os.Open(backedUp(t, smallWorld(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, h.Name)
	}
	if n := len(names); n < 4 || names[0] != backup.HeadName || names[n-2] != "SHA256SUMS" || names[n-1] != "SEAL" {
		t.Errorf("%v", names)
	}
}

func TestBackupRefuses(t *testing.T) {
	dir := smallWorld(t)
	taken := filepath.Join(t.TempDir(), "taken")
	if err := os.WriteFile(taken, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	newer := folderOfLayout(t, `{"format":99}`)
	for name, c := range map[string]struct {
		dir, path string
		kind      errs.Kind
	}{
		"a file is there":  {dir, taken, errs.Conflict},
		"no folder":        {filepath.Join(dir, "none"), filepath.Join(t.TempDir(), "b"), errs.NotFound},
		"an empty folder":  {t.TempDir(), filepath.Join(t.TempDir(), "b"), errs.NotFound},
		"a newer folder":   {newer, filepath.Join(t.TempDir(), "b"), errs.Conflict},
		"nowhere to write": {dir, filepath.Join(t.TempDir(), "none", "b"), errs.Unavailable},
	} {
		_, err := investigate.Backup(t.Context(), options(c.dir), c.path)
		if errs.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
		if c.path != taken {
			if _, err := os.Stat(c.path); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: left a file", name)
			}
		}
	}
	if text, err := os.ReadFile(taken); err != nil || string(text) != "mine" {
		t.Errorf("%q %v", text, err)
	}
}

func folderOfLayout(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, folder.FormatFile), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
