package investigate_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// The values that the tests erase: each also as it may be written elsewhere.
const (
	erasedPhone = "+8613958317264"
	erasedName  = "Zhang Weiming"
)

// personWorld is a ring world in which one telephone stands everywhere: in
// links, in a seller's record beside a name, in a complaint's text, and in a
// row that is rejected.
func personWorld(t *testing.T, dir string) []string {
	t.Helper()
	paths := ringWorld(t, dir)
	links, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	rows := "mall:ring0,PHONE,139-5831-7264,OBSERVED,desk-a\nmall:ring1,PHONE,+86 139 5831 7264,OBSERVED,desk-b\nmall:ring2,NOTHING,13958317264,OBSERVED,desk-b\n"
	for path, text := range map[string]string{
		"links.csv":       string(links) + rows,
		"storefronts.csv": "platform,shop_id,seller_ref\nmall,ring0,seller:reg:1\nmall,ring1,seller:reg:1\nmall,ring2,\nmall,other1,seller:reg:2\n",
		"sellers.csv":     "source,source_record_id,name,contact_phone\nreg,1," + erasedName + ",13958317264\nreg,2,Li Na,13700000001\n",
		"complaints.csv": "complaint_id,target_ref,complainant_kind,reason,filed_at,outcome\n" +
			"c1,mall:ring2,CONSUMER,told me to call 139 5831 7264,2025-01-02,UPHELD\nc2,mall:ring3,CONSUMER,broken,2025-01-02,UPHELD\n",
		"test_purchases.csv": "purchase_id,storefront_ref,bought_at,received_at,verdict,examiner,exhibit_id\n" +
			"p1,mall:ring1,2025-01-02,2025-01-05,COUNTERFEIT,lab,x1\np2,mall:ring2,2025-01-02,2025-01-05,COUNTERFEIT,lab,x2\np3,mall:ring3,2025-01-02,2025-01-05,COUNTERFEIT,lab,x3\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return []string{dir}
}

// writings returns a text in the encodings and letter cases in which it may
// lie on a disk.
func writings(t *testing.T, texts ...string) (out [][]byte) {
	t.Helper()
	for _, text := range texts {
		for _, s := range []string{text, strings.ToLower(text), strings.ToUpper(text)} {
			gb, err := simplifiedchinese.GB18030.NewEncoder().String(s)
			if err != nil {
				t.Fatal(err)
			}
			var little, big []byte
			for _, u := range utf16.Encode([]rune(s)) {
				little = binary.LittleEndian.AppendUint16(little, u)
				big = binary.BigEndian.AppendUint16(big, u)
			}
			out = append(out, []byte(s), []byte(gb), little, big)
		}
	}
	return out
}

// phoneWritings are the ways in which the erased number may be written.
func phoneWritings(t *testing.T) [][]byte {
	return writings(t, erasedPhone, "13958317264", "139-5831-7264", "139 5831 7264", "139.5831.7264", "(139)58317264", "58317264")
}

// holding returns the places below dir that hold one of the values; zip files
// are looked into.
func holding(t *testing.T, dir string, values [][]byte) (hits []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		hits = append(hits, holds(path, b, values)...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

func holds(name string, b []byte, values [][]byte) (hits []string) {
	for _, v := range values {
		if bytes.Contains(b, v) {
			hits = append(hits, fmt.Sprintf("%s: %q", name, v))
		}
	}
	if z, err := zip.NewReader(bytes.NewReader(b), int64(len(b))); err == nil {
		for _, f := range z.File {
			if r, err := f.Open(); err == nil {
				inside, _ := io.ReadAll(r)
				hits = append(hits, holds(name+"/"+f.Name, inside, values)...)
			}
		}
	}
	return hits
}

// After an erasure nothing that is left holds the values: no file of the data
// folder, nothing that the vault gives out, no log, no new package. Evidence
// and groups are those of a load that never had the rows.
func TestErasedValuesAreNowhere(t *testing.T) {
	ctx := context.Background()
	dir, data := t.TempDir(), filepath.Join(t.TempDir(), "data")
	paths := personWorld(t, dir)
	var log bytes.Buffer
	s, err := investigate.Open(ctx, investigate.Options{Data: data, Create: true, Now: morning, Random: rand.Reader, Log: zerolog.New(&log)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(ctx, investigate.LoadRequest{Paths: paths, MaxRejects: 1}); err != nil {
		t.Fatal(err)
	}
	detect(t, s)
	top, err := s.Rings(ctx, investigate.RingFilter{}, 0, 1)
	if err != nil || len(top.Rings) == 0 {
		t.Fatalf("%+v, %v", top, err)
	}
	before, err := s.Package(ctx, packageOf(top.Rings[0].ID, dossier.L2))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Deposit(ctx, packageOf(top.Rings[0].ID, dossier.L2)); err != nil {
		t.Fatal(err)
	}
	if len(holding(t, data, phoneWritings(t))) == 0 {
		t.Fatal("the search does not find the value where it is")
	}
	_, err = s.Erase(ctx, investigate.EraseRequest{Subject: "phone:" + erasedPhone, Reason: "he said 139 5831 7264 is his", By: "DPO"})
	wantKind(t, err, errs.Invalid)
	_, err = s.Erase(ctx, investigate.EraseRequest{Subject: "phone:+8613899999999", Reason: "request 17", By: "DPO"})
	wantKind(t, err, errs.NotFound)
	dry, err := s.Erase(ctx, investigate.EraseRequest{Subject: "phone:" + erasedPhone, Reason: "request 17", By: "DPO", DryRun: true})
	if err != nil || dry.Rows != 5 || dry.Mentions != 2 || dry.Erasure.ID != "" {
		t.Fatalf("%+v, %v", dry, err)
	}
	if len(holding(t, data, phoneWritings(t))) == 0 {
		t.Fatal("a dry run has erased")
	}
	done, err := s.Erase(ctx, investigate.EraseRequest{Subject: "phone:" + erasedPhone, Reason: "request 17", By: "DPO"})
	if err != nil {
		t.Fatal(err)
	}
	if done.Rows != 5 || !done.Erasure.Done || done.Detect == nil || !slices.ContainsFunc(done.Packages, func(h investigate.HandoutView) bool { return h.Core == before.CoreDigest }) {
		t.Errorf("%+v", done)
	}
	if r, err := s.Check(ctx, false); err != nil {
		t.Errorf("check: %v %+v", err, r)
	}
	asNever(t, s, dir, func(_ int, line string) bool {
		return strings.Contains(strings.NewReplacer(" ", "", "-", "").Replace(line), "13958317264")
	})
	_, err = s.Erase(ctx, investigate.EraseRequest{Subject: "phone:" + erasedPhone, Reason: "request 17", By: "DPO"})
	wantKind(t, err, errs.NotFound)
	again, err := s.Load(ctx, investigate.LoadRequest{Paths: paths, MaxRejects: 1})
	if err != nil || again.Rejected != 0 || again.LeftOut != 5 {
		t.Errorf("the same files again: %+v, %v", again, err)
	}
	original(t, s, done)
	var packed []byte
	if top, err = s.Rings(ctx, investigate.RingFilter{}, 0, 1); err == nil && len(top.Rings) > 0 {
		req := packageOf(top.Rings[0].ID, dossier.L0)
		req.Reason = "handed to the unit"
		p, err := s.Package(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		packed = p.Content
	}
	values := append(phoneWritings(t), writings(t, erasedName)...)
	for i := range len(s.FilesForTest()) {
		text, err := s.TextForTest(uint32(i + 1))
		if err != nil {
			t.Fatal(err)
		}
		if hits := holds(fmt.Sprintf("vault file %d", i+1), text, values); len(hits) > 0 {
			t.Error(hits)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	hits := slices.Concat(holding(t, data, values), holds("log", log.Bytes(), values), holds("package", packed, values))
	if len(hits) > 0 {
		t.Errorf("still there: %v", hits)
	}
}

// original shows what is left of an erased row.
func original(t *testing.T, s *investigate.Service, done *investigate.EraseReport) {
	t.Helper()
	f := done.Erasure.Files[0]
	o, err := s.Original(context.Background(), f.SHA256, int(f.Rows[0]))
	if err != nil || len(o.Raw) > 0 || o.Erased == nil || o.Erased.ID != "E1" || o.Erased.Reason != "request 17" || len(o.Erased.Leaf) != 64 {
		t.Errorf("%+v, %v", o, err)
	}
}

func morning() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }

// asNever proves that a service answers like one that never loaded the lines.
func asNever(t *testing.T, s *investigate.Service, dir string, gone func(row int, line string) bool) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	var rest []string
	left := t.TempDir()
	for _, path := range paths {
		rest = append(rest, without(t, path, left, gone))
	}
	never := open(t, filepath.Join(t.TempDir(), "data"))
	if _, err := never.Load(context.Background(), investigate.LoadRequest{Paths: rest, MaxRejects: 1}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(evidence(t, never), evidence(t, s)); diff != "" {
		t.Errorf("not as if they had never been there (-never +now): %s", diff)
	}
	detect(t, never)
	if diff := cmp.Diff(groupsOf(t, never), groupsOf(t, s)); diff != "" {
		t.Errorf("other groups (-never +now): %s", diff)
	}
}

// A person goes by the seller's key too, with the rows of the seller; a
// withdrawn row is erased all the same.
func TestErasingASeller(t *testing.T) {
	ctx := context.Background()
	dir, data := t.TempDir(), filepath.Join(t.TempDir(), "data")
	personWorld(t, dir)
	s := open(t, data)
	if _, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{dir}, MaxRejects: 1}); err != nil {
		t.Fatal(err)
	}
	detect(t, s)
	var sellers string
	for i, sha := range s.FilesForTest() {
		if text, err := s.TextForTest(uint32(i + 1)); err != nil {
			t.Fatal(err)
		} else if bytes.Contains(text, []byte(erasedName)) {
			sellers = sha
		}
	}
	if _, err := s.Withdraw(ctx, investigate.WithdrawRequest{Target: sellers + ":1", Reason: "doubtful", By: "A"}); err != nil {
		t.Fatal(err)
	}
	done, err := s.Erase(ctx, investigate.EraseRequest{Subject: "seller:reg:1", Reason: "request 18", By: "DPO"})
	if err != nil {
		t.Fatal(err)
	}
	if done.Rows != 3 { // the seller's own, and the two storefronts that name it
		t.Errorf("%+v", done)
	}
	if r, err := s.Check(ctx, false); err != nil {
		t.Errorf("check: %v %+v", err, r)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if hits := holding(t, data, writings(t, erasedName)); len(hits) > 0 {
		t.Errorf("still there: %v", hits)
	}
}

// Two that write at once: one is turned away, nothing is lost.
func TestWithdrawalsRace(t *testing.T) {
	ctx := context.Background()
	dir, data := t.TempDir(), filepath.Join(t.TempDir(), "data")
	first := loaded(t, data, ringWorld(t, dir)...)
	second := open(t, data)
	sha := first.FilesForTest()[0]
	fails := make(chan error, 2)
	for i, s := range []*investigate.Service{first, second} {
		go func() {
			_, err := s.Withdraw(ctx, investigate.WithdrawRequest{Target: fmt.Sprintf("%s:%d", sha, i+1), Reason: "r", By: "b"})
			fails <- err
		}()
	}
	done := 2
	for range 2 {
		if err := <-fails; err != nil {
			wantKind(t, err, errs.Conflict)
			done--
		}
	}
	list, err := second.Withdrawals(ctx)
	if err != nil || len(list) != done || done == 0 {
		t.Errorf("%d withdrawals of %d that were acknowledged, %v", len(list), done, err)
	}
	if r, err := second.Check(ctx, false); err != nil {
		t.Errorf("check: %v %+v", err, r)
	}
}

// Files that came packed, in another encoding or as one object a line lose a
// row like any other, and do not bring it back.
func TestErasingFromOtherFormats(t *testing.T) {
	ctx := context.Background()
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("storefront;kind;value;name\nmall:s1;PHONE;13958317264;张伟明\nmall:s2;PHONE;13700000001;李娜\n")
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(gb)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"links.csv":    gb,
		"links.csv.gz": packed.String(),
		"links.ndjson": `{"storefront":"mall:s1","kind":"PHONE","value":"139-5831-7264"}` + "\n" + `{"storefront":"mall:s2","kind":"PHONE","value":"13700000001"}` + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			path, data := filepath.Join(t.TempDir(), name), filepath.Join(t.TempDir(), "data")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			s := loaded(t, data, path)
			done, err := s.Erase(ctx, investigate.EraseRequest{Subject: "phone:" + erasedPhone, Reason: "request 19", By: "DPO"})
			if err != nil || done.Rows != 1 {
				t.Fatalf("%+v, %v", done, err)
			}
			if r, err := s.Check(ctx, false); err != nil {
				t.Errorf("check: %v %+v", err, r)
			}
			if again, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{path}}); err != nil || again.LeftOut != 1 || again.Unchanged != 1 {
				t.Errorf("the same file again: %+v, %v", again, err)
			}
			if again, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{path}, Source: "another"}); err != nil || again.LeftOut != 1 || again.Accepted != 1 {
				t.Errorf("the same file from another source: %+v, %v", again, err)
			}
			for i := range len(s.FilesForTest()) {
				text, err := s.TextForTest(uint32(i + 1))
				if err != nil {
					t.Fatal(err)
				}
				if hits := holds("text", text, append(phoneWritings(t), writings(t, "张伟明")...)); len(hits) > 0 {
					t.Error(hits)
				}
			}
			if _, err := s.OriginalBytesForTest(1); errs.KindOf(err) != errs.NotFound {
				t.Errorf("the original can still be had: %v", err)
			}
		})
	}
}
