package ingest_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/store/memory"
)

// mend rewrites raw_row in the lines of rejects.ndjson and returns a copy of
// the file.
func (d *desk) mend(replace ...string) string {
	d.Helper()
	var out bytes.Buffer
	for _, l := range d.rejectLines() {
		l["raw_row"] = strings.NewReplacer(replace...).Replace(l["raw_row"].(string))
		b, err := json.Marshal(l)
		if err != nil {
			d.Fatal(err)
		}
		out.Write(append(b, '\n'))
	}
	path := filepath.Join(d.TempDir(), "mended.ndjson")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		d.Fatal(err)
	}
	return path
}

// TestMendedRejects holds that rows mended in the file of rejects are read as
// the files they came in were, that rows which nobody mended stay where they
// are, and that the vault reads them again the same way.
func TestMendedRejects(t *testing.T) {
	dir := write(t, files{
		"map.yaml":         "ringtrace_mapping: 1\nfiles:\n- match: shops.tsv\n  kind: links\n  source: tip\n  dates: DD/MM/YYYY\n  timezone: Asia/Shanghai\n  columns: {shop: storefront, seen: observed_at}\n  set: {kind: PHONE, value: \"{tel}\"}\n",
		"shops.tsv":        "shop\ttel\tseen\na\t+1 201 555 0101\t01/02/2025\nb\tnone\t01/02/2025\nc\t+1 201 555 0103\t31/31/2025\nd\t12\t01/02/2025\n",
		"links.ndjson.gz":  string(packGzip(t, []byte(`{"storefront":"n1","kind":"EMAIL","value":"x"}`+"\n"))),
		"contacts.csv":     "kind,value,owner_ref\nPHONE,+1 201 555 0105,a\nFAX,+1 201 555 0106,a\n",
		"enforcements.csv": lines("source,source_record_id,subject_ref,step,at,reversed_at", "reg,E1,a,CLOSED,2025-01-01,soon", ",,a,WARNED,2025-01-01,later"),
	})
	m, err := ingest.ReadMapping(filepath.Join(dir, "map.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t)
	d.tweak = func(o *ingest.Options) { o.Mapping, o.MaxRejects = m, 1 }
	if _, err := d.loadPaths(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	d.tweak = func(o *ingest.Options) { o.MaxRejects = 1 }
	mended := d.mend("\t12\t", "\t+1 201 555 0104\t", "31/31/2025", "03/02/2025", `"x"`, `"x@mail.example"`, "FAX", "PHONE", "soon", "2025-02-02", "later", "2025-02-03")
	r, err := d.loadPaths(t.Context(), mended)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][4]int{}
	for _, f := range r.Files {
		got[f.Kind] = [4]int{f.Accepted, f.AcceptedWithWarnings, f.Rejected, f.Unchanged}
	}
	want := map[string][4]int{"links": {1, 0, 0, 0}, "contacts": {1, 0, 0, 0}, "enforcements": {1, 0, 1, 0}}
	var tips [4]int
	for _, f := range r.Files {
		if f.Mapping != "" {
			tips = [4]int{f.Accepted, f.AcceptedWithWarnings, f.Rejected, f.Unchanged}
		} else if f.Kind == "links" {
			got["links"] = [4]int{f.Accepted, f.AcceptedWithWarnings, f.Rejected, f.Unchanged}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	if want := [4]int{2, 0, 0, 1}; tips != want { // "none" was not mended; its row is loaded with the number unlinked
		t.Errorf("the mapped rows: %v, want %v", tips, want)
	}
	if diff := cmp.Diff([]string{"enforcements.csv:7 row  ALREADY_LOADED"}, d.rejected()); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
	var found []string
	for _, l := range dump(t, d.graph, withoutRecord) {
		if strings.Contains(l, "0104 ") || strings.Contains(l, "x@mail") || strings.Contains(l, "0106 ") || strings.Contains(l, "reversed_at") || strings.Contains(l, "0103 ") {
			if strings.Contains(l, "->") || strings.Contains(l, "reversed_at") {
				found = append(found, l)
			}
		}
	}
	wantLines := []string{
		"default:a -HAS_PHONE-> phone:+12015550106 DECLARED", "default:c -HAS_PHONE-> phone:+12015550103 DECLARED DECLARED 2025-02-03",
		"default:d -HAS_PHONE-> phone:+12015550104 DECLARED 2025-02-01", "default:n1 -HAS_EMAIL-> email:x@mail.example DECLARED",
		"enforcement:reg:E1 reversed_at=2025-02-02 VERIFIED 2025-01-01"}
	if diff := cmp.Diff(wantLines, found); diff != "" {
		t.Errorf("graph (-want +got):\n%s", diff)
	}
	fresh := memory.New()
	if _, err := ingest.Replay(t.Context(), fresh, d.vault); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(dump(t, d.graph, withRecord), dump(t, fresh, withRecord)); diff != "" {
		t.Errorf("from the vault (-loaded +replayed):\n%s", diff)
	}
	dump(t, d.graph, func(c entity.Claim) string {
		if _, err := d.vault.Row(c.Record); err != nil {
			t.Error(err)
		}
		return ""
	})
}

// TestRejectsAreLoadedAgainAsTheyAre holds that a file of rejects in which
// nothing was mended is turned away again for the same reasons, line by line.
func TestRejectsAreLoadedAgainAsTheyAre(t *testing.T) {
	d := newDesk(t)
	d.tweak = func(o *ingest.Options) { o.MaxRejects = 1 }
	d.mustLoad(files{"links.csv": lines("storefront,kind,value", "s1,OTHER,v", "s2,OTHER", "s3,THING,v", ",OTHER,v")})
	before := d.rejectLines()
	r, err := d.loadPaths(t.Context(), d.mend())
	if err != nil {
		t.Fatal(err)
	}
	after := d.rejectLines()
	for i := range after {
		for _, place := range []string{"line", "byte_offset"} {
			delete(after[i], place)
			delete(before[i], place)
		}
	}
	if diff := cmp.Diff(before, after); diff != "" || r.Rejected != 3 {
		t.Errorf("%d rejected (-before +after):\n%s", r.Rejected, diff)
	}
}

func TestRejectsThatAreNone(t *testing.T) {
	d := newDesk(t)
	dir := write(t, files{"x.ndjson": "{\"a\":1}\n", "broken.ndjson": "{\"kind\":\"link\",\"reason_code\":\"EMPTY\",\"raw_row\":\"\"}\nnot any more\n", "odd.ndjson": "{\"kind\":\"ring\",\"reason_code\":\"EMPTY\"}\n"})
	for name, says := range map[string]string{"x.ndjson": "does not say what its rows are", "broken.ndjson": "line 2: is not a line of a file of rejects", "odd.ndjson": "no kind of file"} {
		if _, err := d.loadPaths(t.Context(), filepath.Join(dir, name)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
