package investigate_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// canary marks a value with the highest level that may see it: c0-, c1- or
// c2-, and a number of its own.
var canary = regexp.MustCompile(`c([0-2])-[0-9]{4}`)

// planted writes input files of one ring in which every column that may hold a
// person's value holds a canary, unknown columns included.
type planted struct {
	t    *testing.T
	dir  string
	next int
}

func (p *planted) mark(level int) string {
	p.next++
	return fmt.Sprintf("c%d-%04d", level, p.next)
}

func (p *planted) write(name string, rows ...[]string) {
	p.t.Helper()
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.dir, name), b.Bytes(), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

func (p *planted) world() {
	account, device, handle := p.mark(1)+"@pay.example", p.mark(1)+"-long-enough-9f2a", p.mark(1)
	warehouse, home := p.mark(2)+" dock road", p.mark(1)+" quiet lane"
	shops := [][]string{{"source", "source_record_id", "platform", "shop_id", "shop_name", "seller_ref", "evidence_class", "note"}}
	sellers := [][]string{{"source", "source_record_id", "name", "legal_name", "resident_id_hash", "contact_phone", "contact_email", "wechat", "qq", "collected_by", "manager"}}
	links := [][]string{{"storefront", "kind", "value", "evidence_class", "observed_at", "source", "source_record_id", "tip"}}
	accounts := [][]string{{"source", "source_record_id", "scheme", "value", "holder_name", "owner_ref", "evidence_class"}}
	addresses := [][]string{{"source", "source_record_id", "raw", "role", "owner_ref", "evidence_class", "observed_at"}}
	complaints := [][]string{{"source", "source_record_id", "complaint_id", "target_ref", "complainant_kind", "complainant_ref", "reason", "filed_at", "outcome", "collected_by"}}
	purchases := [][]string{{"source", "source_record_id", "purchase_id", "storefront_ref", "bought_at", "amount", "currency", "verdict", "examiner", "exhibit_id", "buyer"}}
	sanctions := [][]string{{"source", "source_record_id", "subject_ref", "step", "at", "by", "policy", "reason"}}
	for i := range 5 {
		n, shop := fmt.Sprint(i), fmt.Sprintf("mall:s%d", i)
		shops = append(shops, []string{"export", "sf" + n, "mall", "s" + n, "Shop " + n, "seller:registry:se" + n, "OBSERVED", p.mark(0)})
		sellers = append(sellers, []string{"registry", "se" + n, p.mark(2) + " Vex", p.mark(2), p.mark(0), "+1555010" + fmt.Sprint(4000+i), p.mark(1) + "@mail.example", p.mark(1), p.mark(1), p.mark(0), p.mark(0)})
		for j, v := range [][2]string{{"DEVICE", device}, {"HANDLE", handle}} {
			links = append(links, []string{shop, v[0], v[1], "OBSERVED", "2024-03-05", "crawl", "cr" + n + fmt.Sprint(j), p.mark(0)})
		}
		links = append(links, []string{shop, "EMAIL", p.mark(1) + "@only.example", "OBSERVED", "2024-03-05", "crawl", "em" + n, ""})
		accounts = append(accounts, []string{"settlement", "pa" + n, "ALIPAY", account, p.mark(1), shop, "OBSERVED"})
		addresses = append(addresses, []string{"parcels", "ad" + n, warehouse, "SHIP_FROM", shop, "OBSERVED", "2024-03-06"},
			[]string{"parcels", "ho" + n, home, "CONTACT", shop, "VERIFIED", "2024-03-06"})
		complaints = append(complaints, []string{"desk", "cm" + n, "cm" + n, shop, "CONSUMER", p.mark(0), p.mark(1), "2024-04-01", "UPHELD", p.mark(0)})
		purchases = append(purchases, []string{"lab", "tp" + n, "tp" + n, shop, "2024-04-02", "99.50", "CNY", "COUNTERFEIT", p.mark(1), p.mark(2), p.mark(0)})
		sanctions = append(sanctions, []string{"desk", "en" + n, shop, "CLOSE_SHOP", "2024-05-01", p.mark(1), p.mark(1), p.mark(1)})
	}
	// Somebody says that a stranger runs the first shop: no party of the ring.
	sellers = append(sellers, []string{"registry", "stranger", p.mark(0), "", "", "", "", "", "", "", ""})
	shops = append(shops, []string{"hearsay", "h1", "mall", "s0", "Shop 0", "seller:registry:stranger", "DECLARED", ""})
	for i := range 40 { // others, so that the ring stands out
		shops = append(shops, []string{"export", fmt.Sprintf("x%d", i), "mall", fmt.Sprintf("x%d", i), "Other", "", "", ""})
		accounts = append(accounts, []string{"settlement", fmt.Sprintf("px%d", i), "ALIPAY", fmt.Sprintf("other%d@pay.example", i), "", fmt.Sprintf("mall:x%d", i), "OBSERVED"})
	}
	for name, rows := range map[string][][]string{"storefronts.csv": shops, "sellers.csv": sellers, "links.csv": links, "payment_accounts.csv": accounts,
		"addresses.csv": addresses, "complaints.csv": complaints, "test_purchases.csv": purchases, "enforcements.csv": sanctions} {
		p.write(name, rows...)
	}
}

// From the files to the package: what is above the level is in no byte of it,
// and what each level may see has reached it.
func TestCanariesFromFilesToPackage(t *testing.T) {
	ctx := context.Background()
	p := &planted{t: t, dir: t.TempDir()}
	p.world()
	s := open(t, t.TempDir())
	if report, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{p.dir}}); err != nil || report.Rejected > 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	if _, err := s.Detect(ctx, investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	ids, err := s.RingsOf(ctx, []string{"mall:s0"}, false)
	if err != nil || ids[0] == "" {
		t.Fatalf("no ring: %v", err)
	}
	for level, want := range map[dossier.Level][3]bool{dossier.L0: {true, true, true}, dossier.L1: {false, true, true}, dossier.L2: {false, false, true},
		dossier.L3: {false, false, false}, dossier.L4: {false, false, false}} {
		req := packageOf(ids[0], level)
		req.Reason = "test"
		v, err := s.Package(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		got := [3]bool{}
		for _, m := range canary.FindAllStringSubmatch(everything(t, v.Content), -1) {
			got[m[1][0]-'0'] = true
		}
		if got != want {
			t.Errorf("%s: values of L0, L1, L2 seen: %v, want %v", level, got, want)
		}
	}
}

// everything returns what can be read in a package: its bytes, and whatever in
// it is base64 or hexadecimal, decoded.
func everything(t *testing.T, content []byte) string {
	t.Helper()
	b := bytes.NewBuffer(bytes.Clone(content))
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		c, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range regexp.MustCompile(`[A-Za-z0-9+/]{12,}=*`).FindAllString(string(text), -1) {
			if raw, err := base64.StdEncoding.DecodeString(word); err == nil {
				b.Write(raw)
			}
			if raw, err := hex.DecodeString(word); err == nil {
				b.Write(raw)
			}
		}
		b.WriteString(strings.ToLower(string(text)))
	}
	return b.String()
}
