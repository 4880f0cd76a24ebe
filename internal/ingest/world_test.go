package ingest_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/memory"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// files are the content of a folder by file name.
type files map[string]string

// desk is where a test loads: a store, a vault, and a folder for the reports.
type desk struct {
	testing.TB
	graph store.Graph
	vault *vault.Vault
	out   string
	tweak func(*ingest.Options)
}

// clock is the time at which every test loads.
func clock() time.Time { return time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC) }

func newDesk(t testing.TB) *desk {
	v, err := vault.Open(filepath.Join(t.TempDir(), "vault"), vault.Options{Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	return &desk{TB: t, graph: memory.New(), vault: v, out: t.TempDir()}
}

// load writes the files into a fresh folder and loads that.
func (d *desk) load(fs files) (*ingest.Report, error) {
	d.Helper()
	return d.loadPaths(d.Context(), write(d, fs))
}

func (d *desk) loadPaths(ctx context.Context, paths ...string) (*ingest.Report, error) {
	o := ingest.Options{Graph: d.graph, Vault: d.vault, Now: clock, Out: d.out}
	if d.tweak != nil {
		d.tweak(&o)
	}
	return ingest.Load(ctx, o, paths)
}

// mustLoad is load that must not fail; too many rejects are no failure.
func (d *desk) mustLoad(fs files) *ingest.Report {
	d.Helper()
	r, err := d.load(fs)
	if err != nil && errs.KindOf(err) != errs.Rejected {
		d.Fatalf("load: %v", err)
	}
	return r
}

func write(t testing.TB, fs files) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range fs {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// lines joins lines as a file.
func lines(ls ...string) string { return strings.Join(ls, "\n") + "\n" }

// rejected returns the lines of rejects.ndjson, each as
// "file:line scope field CODE".
func (d *desk) rejected() []string {
	d.Helper()
	var out []string
	for _, l := range d.rejectLines() {
		out = append(out, fmt.Sprintf("%s:%v %s %s %s", l["file"], l["line"], l["scope"], l["field"], l["reason_code"]))
	}
	return out
}

func (d *desk) rejectLines() []map[string]any {
	d.Helper()
	content, err := os.ReadFile(filepath.Join(d.out, ingest.RejectsFile))
	if err != nil {
		d.Fatal(err)
	}
	var out []map[string]any
	for dec := json.NewDecoder(bytes.NewReader(content)); dec.More(); {
		var l map[string]any
		if err := dec.Decode(&l); err != nil {
			d.Fatal(err)
		}
		out = append(out, l)
	}
	return out
}

// dump writes the whole graph as sorted lines: "key attr=value {claim}" and
// "key -TYPE[role]-> key {claims}". Nodes of files are left out.
func dump(t testing.TB, g store.Graph, claim func(entity.Claim) string) []string {
	t.Helper()
	var keys []entity.Key
	for row, err := range g.Scan(t.Context(), store.Selection{Kinds: entity.Kinds()}, store.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		if row.Key.Kind != entity.KindSource {
			keys = append(keys, row.Key)
		}
	}
	nodes, err := g.Nodes(t.Context(), keys)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, n := range nodes {
		out = append(out, n.Key.String())
		for _, a := range n.Attrs {
			out = append(out, fmt.Sprintf("%s %s=%s %s", n.Key, a.Name, a.Value.Text(), claim(a.Claim)))
		}
	}
	for adj, err := range g.Neighbours(t.Context(), keys, store.Filter{Direction: store.Out}) {
		if err != nil {
			t.Fatal(err)
		}
		var cs []string
		for _, c := range adj.Link.Claims {
			cs = append(cs, claim(c))
		}
		slices.Sort(cs)
		role := ""
		if adj.Link.Role != "" {
			role = "[" + adj.Link.Role + "]"
		}
		out = append(out, fmt.Sprintf("%s -%s%s-> %s %s", adj.Link.From, adj.Link.Type, role, adj.Link.To, strings.Join(cs, " ")))
	}
	slices.Sort(out)
	return out
}

// withRecord and withoutRecord write a claim, with the row it rests on or not.
func withRecord(c entity.Claim) string {
	return fmt.Sprintf("{%d/%d %s}", c.Record.File(), c.Record.Row(), withoutRecord(c))
}

func withoutRecord(c entity.Claim) string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", c.Class, c.Observed, c.Until))
}

func wantKind(t testing.TB, err error, k errs.Kind) {
	t.Helper()
	if !errors.Is(err, &errs.Error{Kind: k}) {
		t.Fatalf("error %v, want kind %q", err, k)
	}
}

// small is a load that uses every kind of file.
func small() files {
	return files{
		"regions.csv": lines("scheme,code,name,parent", "GB2260,440000,Guangdong,", "GB2260,440100,Guangzhou,440000"),
		"sellers.csv": lines("source,source_record_id,name,contact_phone,contact_email,wechat,qq,uscc,registered_at,predecessor_seller_ref,note",
			"reg,S1,First Trading,+1 201 555 0101,One@Mail.Example,WX_One,10001,91110000600037341L,2020-01-02,,blue",
			"reg,S2,Second Trading,,,,,,,seller:reg:S1,"),
		"storefronts.csv": lines("source,source_record_id,platform,shop_id,shop_name,seller_ref,ship_from_region,ship_to_regions,opened_at,status",
			"exp,F1,Taoyi,s1,Shop One,seller:reg:S1,440100,440000; 110000,2021-01-01,OPEN",
			"exp,F2,taoyi,s2,Shop Two,,,,,"),
		"links.csv": lines("storefront,kind,value,evidence_class,observed_at,until,source,source_record_id,name,region",
			"taoyi:s1,DEVICE,dev-1,OBSERVED,2024-01-01,2024-02-01,crawl,L1,,",
			"taoyi:s3,PAYMENT_ACCOUNT,ETH:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed,,2024-01-01T10:00:00+08:00,,crawl,L2,Shop Three,440100",
			"bare/shop,PHONE,+1 201 555 0101,,,,crawl,L3,,"),
		"payment_accounts.csv": lines("source,source_record_id,scheme,value,holder_name,owner_ref,evidence_class",
			"set,P1,ALIPAY,Pay@Mail.Example,Holder,taoyi:s1,", "set,P2,BANK_CN,6222 **** 1111,,taoyi:s2,"),
		"addresses.csv": lines("raw,role,country,admin_code,lat,lon,datum,owner_ref",
			"\"No. 1  High Street, Springfield\",SHIP_FROM,CN,440100,23.1,113.2,WGS84,taoyi:s1", "\"No. 1 High Street, Springfield\",REGISTERED,,,,,,seller:reg:S1"),
		"contacts.csv": lines("kind,value,owner_ref", "EMAIL,two@mail.example,storefront:exp:F2", "HANDLE,QQ:10001,taoyi:s2"),
		"complaints.csv": lines("complaint_id,target_ref,complainant_kind,complainant_ref,reason,filed_at,outcome,refutation_due_at",
			"C1,taoyi:s1,BRAND,brand-1,counterfeit,2025-01-01,upheld,2030-01-04"),
		"test_purchases.csv": lines("purchase_id,storefront_ref,bought_at,amount,currency,pay_to_account_ref,verdict",
			"T1,taoyi:s2,2025-02-01T09:30:00+08:00,120.50,CNY,payment_account:set:P1,COUNTERFEIT",
			"T2,taoyi:s3,2025-02-02,80,CNY,PAYPAL:Buyer@Mail.Example,GENUINE"),
		"enforcements.csv": lines("source,source_record_id,subject_ref,step,at,reason,reversed_at",
			"exp,E1,taoyi:s1,CLOSE_SHOP,2025-03-01,positive test purchase,", "exp,E2,seller:reg:S2,WARNING,2025-03-02,,2025-03-09"),
	}
}
