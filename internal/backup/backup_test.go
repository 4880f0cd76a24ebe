package backup_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/backup"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// file is one file of an archive.
type file struct{ Name, Text string }

func some() []file {
	return []file{{backup.HeadName, "{}"}, {"case.db", strings.Repeat("page", 50)}, {"vault/index.ndjson", ""}, {"vault/ab/ab.text", "\x00\xff\r\n"}}
}

// archive packs files as the program does.
func archive(t testing.TB, files []file) []byte {
	t.Helper()
	var out bytes.Buffer
	w := backup.NewWriter(&out, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	for _, f := range files {
		if err := w.Add(t.Context(), f.Name, int64(len(f.Text)), strings.NewReader(f.Text)); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := w.Close(); err != nil || n != len(files) {
		t.Fatalf("%d files, %v", n, err)
	}
	return out.Bytes()
}

// unpack verifies and extracts as restore does.
func unpack(a []byte) (files []file, err error) {
	ctx := context.Background()
	if err := backup.Verify(ctx, bytes.NewReader(a), int64(len(a))); err != nil {
		return nil, err
	}
	return extract(a)
}

func extract(a []byte) (files []file, err error) {
	err = backup.Extract(context.Background(), bytes.NewReader(a), func(name string, content io.Reader) error {
		text, err := io.ReadAll(content)
		files = append(files, file{name, string(text)})
		return err
	})
	return files, err
}

func TestWhatGoesInComesOut(t *testing.T) {
	got, err := unpack(archive(t, some()))
	if diff := cmp.Diff(some(), got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if !bytes.Equal(archive(t, some()), archive(t, some())) {
		t.Error("the same files make other bytes")
	}
}

// No byte can be altered, and no length cut, without being found out.
func TestDamageIsRefused(t *testing.T) {
	a := archive(t, some())
	for i := range a {
		a[i] ^= 1 << (i % 8)
		if _, err := unpack(a); errs.KindOf(err) != errs.Unverified {
			t.Errorf("byte %d of %d altered: %v", i, len(a), err)
		}
		a[i] ^= 1 << (i % 8)
	}
	for n := range a {
		if _, err := unpack(a[:n]); errs.KindOf(err) != errs.Unverified {
			t.Errorf("cut to %d of %d bytes: %v", n, len(a), err)
		}
	}
	if _, err := unpack(append(a[:len(a):len(a)], 'x')); errs.KindOf(err) != errs.Unverified {
		t.Errorf("a byte more: %v", err)
	}
}

// crafted packs headers that no program of ours writes, with sums that fit.
func crafted(t testing.TB, headers ...tar.Header) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	w := tar.NewWriter(z)
	sums := ""
	for _, h := range headers {
		text := ""
		switch h.Typeflag {
		case 0, tar.TypeReg:
			text = "x"
		}
		if h.Name == "SHA256SUMS" {
			text = sums
		}
		h.Size, h.Mode = int64(len(text)), 0o600
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
		sums += fmt.Sprintf("%x  %s\n", sha256.Sum256([]byte(text)), h.Name)
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestCraftedArchivesAreRefused(t *testing.T) {
	named := func(names ...string) (out []tar.Header) {
		for _, n := range names {
			out = append(out, tar.Header{Name: n})
		}
		return out
	}
	whole := named(backup.HeadName, "case.db", "SHA256SUMS", "SEAL")
	if _, err := extract(crafted(t, whole...)); err != nil {
		t.Fatalf("a sound one: %v", err)
	}
	link := tar.Header{Name: "case.db", Typeflag: tar.TypeSymlink, Linkname: "/"}
	for name, c := range map[string]struct {
		headers []tar.Header
		want    string
	}{
		"climbs":             {named(backup.HeadName, "../case.db", "SHA256SUMS", "SEAL"), "leads out"},
		"climbs later":       {named(backup.HeadName, "vault/../../x", "SHA256SUMS", "SEAL"), "leads out"},
		"from the root":      {named(backup.HeadName, "/case.db", "SHA256SUMS", "SEAL"), "leads out"},
		"on a drive":         {named(backup.HeadName, "C:case.db", "SHA256SUMS", "SEAL"), "leads out"},
		"backwards":          {named(backup.HeadName, `vault\..\..\x`, "SHA256SUMS", "SEAL"), "leads out"},
		"the folder itself":  {named(backup.HeadName, ".", "SHA256SUMS", "SEAL"), "leads out"},
		"a doubled slash":    {named(backup.HeadName, "vault//x", "SHA256SUMS", "SEAL"), "leads out"},
		"twice":              {named(backup.HeadName, "case.db", "case.db", "SHA256SUMS", "SEAL"), "twice"},
		"a link":             {[]tar.Header{{Name: backup.HeadName}, link, {Name: "SHA256SUMS"}, {Name: "SEAL"}}, "not a plain file"},
		"a folder":           {[]tar.Header{{Name: backup.HeadName}, {Name: "vault/", Typeflag: tar.TypeDir}}, "not a plain file"},
		"no head":            {named("case.db", "SHA256SUMS", "SEAL"), "does not begin"},
		"two heads":          {named(backup.HeadName, "case.db", backup.HeadName), "twice"},
		"no sums":            {named(backup.HeadName, "case.db", "SEAL"), "before its seal"},
		"no seal":            {named(backup.HeadName, "case.db", "SHA256SUMS"), "before its seal"},
		"more after the sum": {named(backup.HeadName, "SHA256SUMS", "case.db", "SEAL"), "after its end"},
		"more after all":     {named(backup.HeadName, "SHA256SUMS", "SEAL", "case.db"), "after its end"},
		"nothing":            {nil, "before its seal"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := extract(crafted(t, c.headers...))
			if errs.KindOf(err) != errs.Unverified || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if _, err := unpack(crafted(t, c.headers...)); errs.KindOf(err) != errs.Unverified {
				t.Errorf("its missing seal was not missed: %v", err)
			}
		})
	}
}

func TestFilesThatShrinkOrFail(t *testing.T) {
	w := backup.NewWriter(io.Discard, time.Time{})
	if err := w.Add(t.Context(), "a", 10, strings.NewReader("short")); errs.KindOf(err) != errs.Conflict {
		t.Errorf("got %v", err)
	}
	if err := w.Add(t.Context(), "b", 1, strings.NewReader("x")); err == nil {
		t.Error("went on after a failure")
	}
	if _, err := w.Close(); err == nil {
		t.Error("closed after a failure")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := backup.NewWriter(io.Discard, time.Time{}).Add(ctx, "a", 1, strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Whatever is in an archive, it is taken or refused, and no name leads out.
func FuzzExtract(f *testing.F) {
	f.Add(archive(f, some()))
	f.Add(crafted(f, tar.Header{Name: backup.HeadName}, tar.Header{Name: "../x"}))
	f.Fuzz(func(t *testing.T, a []byte) {
		if len(a) > 1<<20 {
			return
		}
		_ = backup.Extract(context.Background(), bytes.NewReader(a), func(name string, content io.Reader) error {
			if strings.HasPrefix(name, "/") || strings.Contains("/"+name+"/", "/../") {
				t.Errorf("name %q", name)
			}
			_, err := io.Copy(io.Discard, io.LimitReader(content, 1<<20))
			return err
		})
		_ = backup.Verify(context.Background(), bytes.NewReader(a), int64(len(a)))
	})
}
