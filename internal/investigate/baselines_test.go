package investigate_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

// Prices, complaints, scores and rings reach the baselines from files.
func TestBaselinesReadTheEvidence(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"storefronts.csv": "platform,shop_id\np,1\np,2\np,3\np,4\n",
		"links.csv": "storefront,kind,value,evidence_class\np:1,PAYMENT_ACCOUNT,acct-1,OBSERVED\np:2,PAYMENT_ACCOUNT,acct-1,OBSERVED\n" +
			"p:1,DEVICE,d-7,OBSERVED\np:2,DEVICE,d-7,OBSERVED\np:3,DEVICE,d-7,DECLARED\n",
		"listings.csv":   "source,listing_id,storefront_ref,sku,price,currency\nc,l1,p:1,watch,100,CNY\nc,l2,p:2,watch,400,CNY\nc,l3,p:3,watch,200,CNY\nc,l4,p:3,watch,1,USD\n",
		"complaints.csv": "source,complaint_id,target_ref,outcome\nb,c1,p:3,UPHELD\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, t.TempDir())
	report, err := s.Load(t.Context(), investigate.LoadRequest{Paths: []string{dir}})
	if err != nil {
		t.Fatalf("%v: %+v", err, report)
	}
	if _, err := s.Detect(t.Context(), investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	set, err := s.Baselines(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	order := map[string][]bool{} // of storefronts 1 to 4: above storefront 4, of which nothing is known
	for _, r := range set.Rankings {
		for _, v := range r.Value {
			order[r.Name] = append(order[r.Name], v > r.Value[3])
		}
	}
	delete(order, "random")
	want := map[string][]bool{
		"score_alone": {false, false, true, false}, "ring_noisy_or": {true, true, true, false}, "ring_mean": {false, false, true, false},
		"price": {true, false, false, false}, "complaints": {false, false, true, false}, "degree": {true, true, true, false},
	}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int32{0, 0, 0, -1}, set.Groupings[0].Of); diff != "" {
		t.Error(diff)
	}
}
