package ingest_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/format"
	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/store/memory"
)

func TestSameFilesAgainChangeNothing(t *testing.T) {
	d := newDesk(t)
	first := d.mustLoad(small())
	before := dump(t, d.graph, withRecord)
	again := d.mustLoad(small())
	if again.Generation != first.Generation || again.Load != 0 || again.Unchanged != first.RowsIn || again.RowsIn != first.RowsIn {
		t.Errorf("generation %d then %d, load %d, unchanged %d of %d", first.Generation, again.Generation, again.Load, again.Unchanged, again.RowsIn)
	}
	if diff := cmp.Diff(before, dump(t, d.graph, withRecord)); diff != "" {
		t.Errorf("the graph changed:\n%s", diff)
	}
	if n := len(d.vault.Loads()); n != 1 {
		t.Errorf("%d loads are recorded", n)
	}
	conserved(t, again, small())
}

func TestOtherOptionsAreAnotherLoad(t *testing.T) {
	d := newDesk(t)
	fs := files{"links.csv": "storefront,kind,value\ns,PHONE,+1 201 555 0100\n"}
	d.mustLoad(fs)
	d.tweak = func(o *ingest.Options) { o.Class = entity.ClassVerified }
	if r := d.mustLoad(fs); r.Load != 2 {
		t.Errorf("load %d", r.Load)
	}
	want := "default:s -HAS_PHONE-> phone:+12015550100 {1/1 DECLARED} {2/1 VERIFIED}"
	if got := dump(t, d.graph, withRecord); !slices.Contains(got, want) {
		t.Errorf("want %s in\n%s", want, strings.Join(got, "\n"))
	}
}

// TestOrderDoesNotMatter shuffles rows and the order of the paths: the graph
// differs in record numbers only.
func TestOrderDoesNotMatter(t *testing.T) {
	fs := small()
	want := newDesk(t)
	want.mustLoad(fs)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		shuffled := files{}
		var paths []string
		for _, name := range []string{"regions.csv", "sellers.csv", "storefronts.csv", "links.csv", "payment_accounts.csv", "addresses.csv", "contacts.csv",
			"complaints.csv", "test_purchases.csv", "enforcements.csv"} {
			rows := strings.SplitAfter(fs[name], "\n")
			body := rows[1 : len(rows)-1]
			rng.Shuffle(len(body), func(i, j int) { body[i], body[j] = body[j], body[i] })
			shuffled[name] = strings.Join(rows, "")
			paths = append(paths, name)
		}
		dir := write(t, shuffled)
		rng.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
		for i, p := range paths {
			paths[i] = filepath.Join(dir, p)
		}
		d := newDesk(t)
		if _, err := d.loadPaths(t.Context(), paths...); err != nil && !strings.Contains(err.Error(), "MASKED_ONLY") {
			t.Fatal(err)
		}
		if diff := cmp.Diff(dump(t, want.graph, withoutRecord), dump(t, d.graph, withoutRecord)); diff != "" {
			t.Fatalf("order matters (-want +got):\n%s", diff)
		}
	}
}

// loads are three loads that lean on each other.
func loads() []files {
	return []files{
		small(),
		{
			"links.csv":          "storefront,kind,value\ntaoyi:s1,PHONE,+1 201 555 0102\ntaoyi:s9,PHONE,+1 201 555 0102\n",
			"complaints.csv":     "complaint_id,target_ref\nC2,storefront:exp:F1\nC3,taoyi:s2\nC4,seller:reg:S2\nC5,taoyi:later\n",
			"test_purchases.csv": "purchase_id,storefront_ref,pay_to_account_ref\nT7,storefront:exp:F2,payment_account:set:P1\nT8,taoyi:s3,payment_account:ETH:0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED\n",
		},
		{"storefronts.csv": "platform,shop_id\ntaoyi,later\n"},
	}
}

func TestLaterLoadsPointIntoEarlierOnes(t *testing.T) {
	d := newDesk(t)
	fs := loads()
	d.mustLoad(fs[0])
	d.mustLoad(fs[1])
	if diff := cmp.Diff([]string{"complaints.csv:5 row target_ref DANGLING_REF"}, d.rejected()); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
	got := dump(t, d.graph, withRecord)
	for _, want := range []string{
		"complaint:complaints.csv:C2 -TARGETS-> taoyi:s1 {12/1 DECLARED}",
		"complaint:complaints.csv:C4 -TARGETS-> seller:reg:S2 {12/3 DECLARED}",
		"test_purchase:test_purchases.csv:T7 -BOUGHT_FROM-> taoyi:s2 {13/1 OBSERVED}",
		"test_purchase:test_purchases.csv:T7 -PAID_TO-> payment_account:ALIPAY:pay@mail.example {13/1 OBSERVED}",
		"test_purchase:test_purchases.csv:T8 -PAID_TO-> payment_account:ETH:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed {13/2 OBSERVED}",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("want %s in\n%s", want, strings.Join(got, "\n"))
		}
	}
	d.mustLoad(fs[2])
	r := d.mustLoad(fs[1])
	if r.Unchanged != 4 || r.Accepted != 4 || r.Rejected != 0 {
		t.Errorf("what pointed nowhere was not read again: %d unchanged, %d accepted, %d rejected", r.Unchanged, r.Accepted, r.Rejected)
	}
	d.mustLoad(files{"complaints.csv": "complaint_id,target_ref\nC6,storefront:storefronts.csv:1\n"})
	if diff := cmp.Diff([]string{"complaints.csv:2 row target_ref DANGLING_REF"}, d.rejected()); diff != "" {
		t.Errorf("a row number reached into an earlier load (-want +got):\n%s", diff)
	}
}

// TestReplayGivesTheSameGraph rebuilds a store from the vault, from nothing
// and from every point at which loads may have been interrupted.
func TestReplayGivesTheSameGraph(t *testing.T) {
	d := newDesk(t)
	for _, fs := range append(loads(), loads()[1]) {
		d.mustLoad(fs)
	}
	want := dump(t, d.graph, withRecord)
	fresh := memory.New()
	done, err := ingest.Replay(t.Context(), fresh, d.vault)
	if err != nil || len(done) != 4 {
		t.Fatalf("replayed %v: %v", done, err)
	}
	if diff := cmp.Diff(want, dump(t, fresh, withRecord)); diff != "" {
		t.Errorf("rebuilt graph (-want +got):\n%s", diff)
	}
	if again, err := ingest.Replay(t.Context(), fresh, d.vault); err != nil || len(again) != 0 {
		t.Errorf("replaying again did %v: %v", again, err)
	}
}

// TestInterruptedLoadIsFinishedByTheNext kills a load between its record in
// the vault and the store's commit.
func TestInterruptedLoadIsFinishedByTheNext(t *testing.T) {
	want := newDesk(t)
	want.mustLoad(small())
	d := newDesk(t)
	d.mustLoad(small())
	d.graph = memory.New() // as if the commit had never been
	r := d.mustLoad(small())
	if diff := cmp.Diff([]uint32{1}, r.Replayed); diff != "" || r.Unchanged != r.RowsIn {
		t.Errorf("replayed %v, %d of %d unchanged", r.Replayed, r.Unchanged, r.RowsIn)
	}
	if diff := cmp.Diff(dump(t, want.graph, withRecord), dump(t, d.graph, withRecord)); diff != "" {
		t.Errorf("graph (-want +got):\n%s", diff)
	}
}

// TestRowsWithoutIDsAreNotMixedUp loads two files whose rows have numbers
// only: equal rows are one record, others are not, whatever their number.
func TestRowsWithoutIDsAreNotMixedUp(t *testing.T) {
	d := newDesk(t)
	shops := "platform,shop_id,seller_ref\nx,%d,seller:sellers.csv:1\n"
	for month, name := range []string{"One", "Two", "One"} {
		d.mustLoad(files{"sellers.csv": "name\n" + name + "\n", "storefronts.csv": fmt.Sprintf(shops, month)})
	}
	operated := map[string]int{}
	for _, line := range dump(t, d.graph, withoutRecord) {
		if from, _, ok := strings.Cut(line, " -OPERATES->"); ok {
			operated[from]++
		}
	}
	counts := []int{}
	for _, n := range operated {
		counts = append(counts, n)
	}
	slices.Sort(counts)
	if diff := cmp.Diff([]int{1, 2}, counts); diff != "" {
		t.Errorf("shops of each seller (-want +got):\n%s", diff)
	}
	fresh := memory.New()
	if _, err := ingest.Replay(t.Context(), fresh, d.vault); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(dump(t, d.graph, withRecord), dump(t, fresh, withRecord)); diff != "" {
		t.Errorf("rebuilt graph (-want +got):\n%s", diff)
	}
	twins := newDesk(t)
	twins.mustLoad(files{"sellers.csv": "name\nOne\nOne\n"})
	if n := len(dump(t, twins.graph, withoutRecord)); n != 6 {
		t.Errorf("two equal rows became %d lines, want two sellers with a name and its key each", n)
	}
}

func TestShopsThatALaterLoadShowsToBeOfAPlatform(t *testing.T) {
	d := newDesk(t)
	d.mustLoad(files{"links.csv": "storefront,kind,value\ntaoyi:s1,OTHER,v\nother:s1,OTHER,v\n"})
	r := d.mustLoad(files{"storefronts.csv": "platform,shop_id\ntaoyi,s1\n"})
	if got := strings.Join(r.Notes, "\n"); !strings.Contains(got, "WARNING") || !strings.Contains(got, "taoyi 1.") || strings.Contains(got, "other") {
		t.Errorf("notes %q", got)
	}
	if r := d.mustLoad(files{"storefronts.csv": "platform,shop_id\ntaoyi,s2\n"}); strings.Contains(strings.Join(r.Notes, "\n"), "WARNING") {
		t.Errorf("warned again: %q", r.Notes)
	}
}

func TestSameValueTwiceIsOneAttributeOfTheFirstRow(t *testing.T) {
	d := newDesk(t)
	d.mustLoad(files{"links.csv": "storefront,kind,value,name\ns,OTHER,v,Shop\ns,OTHER,w,Shop\n"})
	var got []string
	for _, line := range dump(t, d.graph, withRecord) {
		if strings.Contains(line, "name=") {
			got = append(got, line)
		}
	}
	if diff := cmp.Diff([]string{"default:s name=Shop {1/1 DECLARED}"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNameOfTwoRowsPointsAtNeither(t *testing.T) {
	d := newDesk(t)
	one, two := write(t, files{"sellers.csv": "name\nOne\n"}), write(t, files{"sellers.csv": "name\nTwo\n"})
	shops := write(t, files{"storefronts.csv": "platform,shop_id,seller_ref\nx,1,seller:sellers.csv:1\n"})
	if _, err := d.loadPaths(t.Context(), one, two, shops); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"storefronts.csv:2 field seller_ref DANGLING_REF"}, d.rejected()); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}

func TestSameContentTwiceIsReadOnce(t *testing.T) {
	d := newDesk(t)
	d.tweak = func(o *ingest.Options) { o.Source, o.Kind = "s", "sellers" }
	dir := write(t, files{"a.csv": "name\nOne\n", "b.csv": "name\nTwo\n", "c.csv": "name\nOne\n"})
	r, err := d.loadPaths(t.Context(), filepath.Join(dir, "c.csv"), filepath.Join(dir, "b.csv"), filepath.Join(dir, "a.csv"))
	if err != nil || r.RowsIn != 2 {
		t.Errorf("%v: %+v", err, r)
	}
}

func TestOwnerKind(t *testing.T) {
	d := newDesk(t)
	d.mustLoad(files{"sellers.csv": "source,source_record_id,name\nreg,1,One\n",
		"addresses.csv": "raw,owner_kind,owner_ref\n\"road 1, Springfield\",seller,reg:1\n\"road 2, Springfield\",Seller,seller:reg:1\n\"road 3, Springfield\",storefront,reg:1\n"})
	if diff := cmp.Diff([]string{"addresses.csv:4 field owner_ref DANGLING_REF"}, d.rejected()); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}

// TestDamageLosesNoRow corrupts a twentieth of the rows at random: every row
// still has one outcome, every reject its original bytes, and nothing crashes.
func TestDamageLosesNoRow(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		fs := files{}
		for name, content := range small() {
			header, body, _ := strings.Cut(content, "\n")
			fs[name] = header + "\n" + strings.Repeat(body, 10)
		}
		for _, name := range slices.Sorted(slices.Values([]string{"links.csv", "sellers.csv", "addresses.csv", "complaints.csv"})) {
			fs[name] = damage(rt, fs[name])
		}
		d := newDesk(t)
		d.tweak = func(o *ingest.Options) { o.DryRun = true }
		r, err := d.load(fs)
		if r == nil {
			if err == nil || !strings.Contains(err.Error(), "ENCODING") {
				rt.Fatalf("neither report nor refusal: %v", err)
			}
			return
		}
		conserved(t, r, fs)
		whole(t, d, asText(t, r, fs))
	})
}

type closing struct{ *strings.Reader }

func (closing) Close() error { return nil }

// asText returns the files with those that damage has made another encoding
// as the text that rows are counted in.
func asText(t testing.TB, r *ingest.Report, fs files) files {
	out := maps.Clone(fs)
	for _, f := range r.Files {
		if f.Encoding == string(format.UTF8) || f.Encoding == string(format.UTF8BOM) {
			continue
		}
		file, err := format.Examine(t.Context(), f.Name, func() (io.ReadSeekCloser, error) { return closing{strings.NewReader(fs[f.Name])}, nil })
		if err != nil {
			t.Fatal(err)
		}
		text, err := file.Text(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(text)
		if err = errors.Join(err, text.Close()); err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(plain)
	}
	return out
}

func damage(rt *rapid.T, content string) string {
	rows := bytes.SplitAfter([]byte(content), []byte("\n"))
	for range max(1, len(rows)/20) {
		i := rapid.IntRange(1, len(rows)-1).Draw(rt, "row")
		row := bytes.Clone(rows[i])
		if len(row) == 0 {
			continue
		}
		at := rapid.IntRange(0, len(row)-1).Draw(rt, "at")
		switch rapid.IntRange(0, 4).Draw(rt, "harm") {
		case 0:
			row[at] = rapid.Byte().Draw(rt, "byte")
		case 1:
			row = slices.Insert(row, at, '"')
		case 2:
			row = row[:at]
		case 3:
			row = slices.Insert(row, at, rapid.SliceOfN(rapid.Byte(), 1, 5).Draw(rt, "bytes")...)
		case 4:
			row = append(row, row...)
		}
		rows[i] = row
	}
	return string(bytes.Join(rows, nil))
}

// FuzzLoad feeds any bytes as any kind of file: a refusal or a report that
// adds up, never a crash, and the graph can be rebuilt.
func FuzzLoad(f *testing.F) {
	names := []string{}
	for name, content := range small() {
		names = append(names, name)
		f.Add(name, content)
	}
	slices.Sort(names)
	f.Add("links.csv", "storefront,kind,value\n\"a\n\"\"b\",OTHER,\"\n")
	f.Fuzz(func(t *testing.T, name, content string) {
		if !slices.Contains(names, name) {
			return
		}
		d := newDesk(t)
		fs := files{name: content}
		r, err := d.load(fs)
		if r == nil {
			if err == nil {
				t.Fatal("neither report nor error")
			}
			return
		}
		conserved(t, r, fs)
		whole(t, d, asText(t, r, fs))
		fresh := memory.New()
		if _, err := ingest.Replay(t.Context(), fresh, d.vault); err != nil {
			t.Fatalf("replay: %v", err)
		}
		if diff := cmp.Diff(dump(t, d.graph, withRecord), dump(t, fresh, withRecord)); diff != "" {
			t.Fatalf("rebuilt graph differs:\n%s", diff)
		}
	})
}

func BenchmarkLoadLinks(b *testing.B) {
	var content strings.Builder
	content.WriteString("storefront,kind,value,evidence_class,observed_at\n")
	for i := range 100_000 {
		fmt.Fprintf(&content, "shop%d,PAYMENT_ACCOUNT,ALIPAY:U%d@pay.example,OBSERVED,2024-01-%02d\n", i/3, i/2, 1+i%28)
	}
	dir := b.TempDir()
	path := filepath.Join(dir, "links.csv")
	if err := os.WriteFile(path, []byte(content.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(content.Len()))
	for b.Loop() {
		d := newDesk(b)
		d.tweak = func(o *ingest.Options) { o.DryRun = true }
		if _, err := d.loadPaths(b.Context(), path); err != nil {
			b.Fatal(err)
		}
	}
}
