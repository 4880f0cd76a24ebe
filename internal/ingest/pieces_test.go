package ingest_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/store/memory"
)

// inPieces makes the desk load in pieces of so many facts.
func (d *desk) inPieces(facts int) {
	d.tweak = func(o *ingest.Options) { *o = o.InPieces(facts) }
}

// repetitive are files whose rows say the same things again and again, far
// apart: the same name of the same shop, one record over several rows, and with
// other content; rows without ids that are alike.
func repetitive() files {
	var links, complaints, addresses strings.Builder
	addresses.WriteString("raw,role,owner_ref\n")
	links.WriteString("storefront,kind,value,source,source_record_id,name,region,observed_at\n")
	complaints.WriteString("complaint_id,target_ref,reason\n")
	for i := range 60 {
		fmt.Fprintf(&links, "taoyi:s%d,OTHER,V%d,crawl,L%d,Shop %d,440100,2024-01-%02d\n", i%5, i%5, i%10, i%5, 1+i/10%3)
		fmt.Fprintf(&links, "x%d:y,PHONE,+1 201 555 0101,,,,,\n", i%3)
		fmt.Fprintf(&addresses, "广东省广州市天河区体育西路%d号,SHIP_FROM,taoyi:s%d\n", i%4, i%5)
		fmt.Fprintf(&complaints, "C%d,taoyi:s%d,reason %d\n", i%25, i%9, i%5)
	}
	return files{
		"links.csv": links.String(), "complaints.csv": complaints.String(), "addresses.csv": addresses.String(), "sellers.csv": "name\n" + strings.Repeat("One\nTwo\n", 10),
		"storefronts.csv": "platform,shop_id,shop_name,seller_ref\ntaoyi,s1,Shop 1,seller:sellers.csv:1\n",
		"regions.csv":     "scheme,code,name\nGB2260,440100,Guangzhou\n",
	}
}

// A load is the same however it is cut: accepted and rejected rows, reasons,
// notes, and graph.
func TestPiecesMakeNoDifference(t *testing.T) {
	for name, fs := range map[string]files{"small": small(), "repetitive": repetitive()} {
		want := newDesk(t)
		whole := want.mustLoad(fs)
		if name == "repetitive" && (whole.Codes["DUPLICATE_ID_CONFLICT"] < 45 || whole.Accepted < 50) {
			t.Fatalf("%s: codes %v of %d rows: the case tests little", name, whole.Codes, whole.RowsIn)
		}
		for _, size := range []int{1, 2, 7, 50} {
			t.Run(fmt.Sprintf("%s of %d", name, size), func(t *testing.T) {
				d := newDesk(t)
				d.inPieces(size)
				report := d.mustLoad(fs)
				if diff := cmp.Diff(dump(t, want.graph, withRecord), dump(t, d.graph, withRecord)); diff != "" {
					t.Errorf("graph (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(want.rejectLines(), d.rejectLines()); diff != "" {
					t.Errorf("rejects (-want +got):\n%s", diff)
				}
				a, err := whole.JSON()
				if err != nil {
					t.Fatal(err)
				}
				b, err := report.JSON()
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(a), string(b)); diff != "" {
					t.Errorf("report (-want +got):\n%s", diff)
				}
				fresh := memory.New()
				if _, err := ingest.Replay(t.Context(), fresh, d.vault); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(dump(t, want.graph, withRecord), dump(t, fresh, withRecord)); diff != "" {
					t.Errorf("replayed in one piece (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// Keys in doubt are found whatever the size of the runs, and nothing is left
// behind.
func TestDoubts(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var pairs [][2]uint64
	values := map[uint64]map[uint64]bool{}
	for range 2000 {
		k, v := uint64(rng.IntN(900)), uint64(rng.IntN(3))
		pairs = append(pairs, [2]uint64{k, v})
		if values[k] == nil {
			values[k] = map[uint64]bool{}
		}
		values[k][v] = true
	}
	want := map[uint64]bool{}
	for k, vs := range values {
		if len(vs) > 1 {
			want[k] = true
		}
	}
	for _, run := range []int{7, 100, 1999, 2000, 2001, 1 << 20} {
		dir := t.TempDir()
		got, err := ingest.Doubts(dir, run, pairs)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("runs of %d (-want +got):\n%s", run, diff)
		}
		left, err := os.ReadDir(dir)
		if err != nil || len(left) > 0 {
			t.Errorf("runs of %d left %v behind (%v)", run, left, err)
		}
	}
}

// What a killed load left in the folder, which may be rows of people, is gone
// with the next one.
func TestLeftoversAreRemoved(t *testing.T) {
	d := newDesk(t)
	for _, name := range []string{".rejects.ndjson-123", ".load-report.json-9", ".rows-77"} {
		if err := os.WriteFile(filepath.Join(d.out, name), []byte("row"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d.mustLoad(small())
	var got []string
	left, err := os.ReadDir(d.out)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range left {
		got = append(got, e.Name())
	}
	if diff := cmp.Diff([]string{ingest.ReportFile, ingest.RejectsFile}, got); diff != "" {
		t.Errorf("in the folder (-want +got):\n%s", diff)
	}
}
