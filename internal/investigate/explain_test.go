package investigate_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// around is a small world: five storefronts of one ring, p:a1 to p:a5, one
// that declares the ring's device, and an agent's phone that four of the ring,
// thirty strangers and the seller of p:out use.
func around() map[string]string {
	var links strings.Builder
	links.WriteString("storefront,kind,value,evidence_class\n")
	row := func(shop, kind, value, class string) {
		fmt.Fprintf(&links, "p:%s,%s,%s,%s\n", shop, kind, value, class)
	}
	for i := 1; i <= 5; i++ {
		shop := fmt.Sprint("a", i)
		row(shop, "EMAIL", "ring@mail.test", "OBSERVED")
		row(shop, "EMAIL", "second@mail.test", "OBSERVED")
		row(shop, "DEVICE", "0123456789abcdef", "OBSERVED")
		if i > 1 {
			row(shop, "PHONE", "+86 20 5555 0002", "OBSERVED")
		}
	}
	row("fan", "DEVICE", "0123456789abcdef", "DECLARED")
	for i := 1; i <= 30; i++ {
		row(fmt.Sprint("z", i), "PHONE", "+86 20 5555 0002", "OBSERVED")
	}
	return map[string]string{
		"links.csv":       links.String(),
		"sellers.csv":     "source,source_record_id,name\nreg,se1,one\nreg,se2,two\n",
		"storefronts.csv": "source,source_record_id,platform,shop_id,seller_ref\nexport,sf1,p,out,seller:reg:se1\nexport,sf2,p,sold,seller:reg:se2\n",
		"contacts.csv": "source,source_record_id,kind,value,owner_ref,evidence_class\nreg,co1,PHONE,+86 20 5555 0002,seller:reg:se1,OBSERVED\n" +
			"reg,co2,EMAIL,second@mail.test,seller:reg:se2,OBSERVED\nreg,co3,EMAIL,ring@mail.test,seller:reg:se2,OBSERVED\n",
	}
}

// explained explains one storefront against the ring of p:a1.
func explained(t *testing.T, shop string) (m *investigate.Membership, text string) {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	files := around()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, filepath.Join(dir, "data"))
	var paths []string
	for name := range files {
		paths = append(paths, filepath.Join(dir, name))
	}
	slices.Sort(paths)
	if _, err := s.Load(ctx, investigate.LoadRequest{Paths: paths}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Detect(ctx, investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	ids, err := s.RingsOf(ctx, []string{"p:a1"}, false)
	if err != nil || ids[0] == "" {
		t.Fatalf("no ring: %v", err)
	}
	if m, err = s.Explain(ctx, ids[0], shop); err != nil {
		t.Fatal(err)
	}
	return m, strings.Join(m.Text, "\n")
}

// Every sentence must be true of the storefront that it is about.
func TestArgumentIsTrueOfTheData(t *testing.T) {
	m, text := explained(t, "p:a1")
	for _, want := range []string{"3 identifiers tie it to 5 of the other 5 members", "as do 5 of the other 5 core and attached members",
		"6 storefronts carry it in all; outside it is only declared or inferred"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
	if len(m.Unused) > 0 || strings.Contains(text, "Seen and not used") {
		t.Errorf("it is said to carry what only others do:\n%s", text)
	}
	if m, text = explained(t, "p:a2"); len(m.Unused) != 1 || !strings.Contains(text, "Seen and not used") {
		t.Errorf("the agent's phone is not shown:\n%s", text)
	}
	if m, text = explained(t, "p:fan"); m.Member.Tier != ring.Peripheral || !strings.Contains(text, "as do 5 of the 6 core and attached members") {
		t.Errorf("%s:\n%s", m.Member.Tier, text)
	}
}

// What reaches an outsider through its seller is named as well.
func TestWhyNotSeesThroughSellers(t *testing.T) {
	m, text := explained(t, "p:out")
	if m.Member.Tier != 0 || strings.Contains(text, "It shares no identifier") || !strings.Contains(text, "which ties nobody in this group") {
		t.Errorf("%s:\n%s", m.Member.Tier, text)
	}
}

// Two values of one seller are one statement about the storefront.
func TestOneSellerIsOneStatement(t *testing.T) {
	m, text := explained(t, "p:sold")
	if m.Member.Tier == 0 || !slices.ContainsFunc(m.Against, func(n ring.Note) bool { return n.Code == "THROUGH_ONE_SELLER" }) {
		t.Errorf("%s:\n%s", m.Member.Tier, text)
	}
	if m, _ = explained(t, "p:a1"); slices.ContainsFunc(m.Against, func(n ring.Note) bool { return n.Code == "THROUGH_ONE_SELLER" }) {
		t.Error("a member with values of its own is said to hang on its seller")
	}
}
