package synth_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/synth"
)

// TestFakesAreCheaper compares what the truth calls illicit with the rest, each
// price over the dearest of its article.
func TestFakesAreCheaper(t *testing.T) {
	r := read(t, generate(t, synth.DefaultSeed))
	illicit := r.column("truth/labels.csv", "storefront", "illicit")
	most := map[string]int{}
	price := func(row map[string]string) int {
		n, err := strconv.Atoi(strings.TrimSuffix(row["price"], ".00"))
		if err != nil || n < 1 {
			t.Fatalf("price %q", row["price"])
		}
		return n
	}
	for _, row := range r["input/listings.csv"] {
		most[row["sku"]] = max(most[row["sku"]], price(row))
	}
	sum, n := map[string]float64{}, map[string]float64{}
	for _, row := range r["input/listings.csv"] {
		word := illicit[row["storefront_ref"]]
		sum[word] += float64(price(row)) / float64(most[row["sku"]])
		n[word]++
	}
	if bad, good := sum["yes"]/n["yes"], sum["no"]/n["no"]; bad > good-.1 || bad < .3 {
		t.Errorf("illicit shops ask %.2f of the dearest price, the others %.2f", bad, good)
	}
	brands := r.column("input/brands.csv", "name", "office")
	for _, row := range r["input/listings.csv"] {
		if brands[row["brand_claimed"]] != "INVENTED" {
			t.Fatalf("a listing claims a brand that no register knows")
		}
	}
}

// TestRespelledAddressesAgreeWithNobody: two records may only hide an address
// in the same way where a reader sees that it is the same.
func TestRespelledAddressesAgreeWithNobody(t *testing.T) {
	for _, seed := range []uint64{synth.DefaultSeed, 2, 3} {
		r := read(t, generate(t, seed))
		written := map[string][]string{}
		for _, row := range r["input/addresses.csv"] {
			if !slices.Contains(written[row["raw"]], row["owner_ref"]) {
				written[row["raw"]] = append(written[row["raw"]], row["owner_ref"])
			}
		}
		hidden, wide, old := 0, 0, 0
		for raw, shops := range written {
			switch {
			case strings.ContainsAny(raw, "０１２３４５６７８９"):
				wide++
			case strings.Contains(raw, "號"):
				old++
			case !strings.Contains(raw, "号") && !strings.Contains(raw, "No. ") && !strings.Contains(raw, "NO. "):
				hidden++
				if len(shops) > 1 {
					t.Errorf("seed %d: %d shops have an address hidden in one way", seed, len(shops))
				}
			}
		}
		if hidden < 2 || wide < 10 || old < 3 {
			t.Errorf("seed %d: %d addresses without the mark of a house, %d in wide digits, %d in traditional characters", seed, hidden, wide, old)
		}
	}
}

// TestBannedOperatorsComeBack: after the ban, and with something of the old
// shop.
func TestBannedOperatorsComeBack(t *testing.T) {
	returned := 0
	for _, seed := range []uint64{synth.DefaultSeed, 2, 3, 4, 5} {
		r := read(t, generate(t, seed))
		closed, opened := r.closings()
		operation := r.column("truth/operations.csv", "storefront", "operation")
		holders := r.holders(true)
		for key, shops := range r.holders(false) {
			holders[key] = append(holders[key], shops...)
		}
		for _, row := range r["truth/reentry_pairs.csv"] {
			returned++
			old, next := row["banned"], row["new"]
			if closed[old] == "" || opened[next] <= closed[old] || operation[old] != operation[next] {
				t.Errorf("seed %d: a shop opened on %s after a ban on %s", seed, opened[next], closed[old])
			}
			shared := 0
			for _, shops := range holders {
				if slices.Contains(shops, old) && slices.Contains(shops, next) {
					shared++
				}
			}
			if shared == 0 {
				t.Errorf("seed %d: a successor has nothing of the banned shop", seed)
			}
		}
	}
	if returned < 5 {
		t.Errorf("%d returns in five worlds", returned)
	}
}

func (r reader) closings() (closed, opened map[string]string) {
	closed, opened = map[string]string{}, map[string]string{}
	for _, row := range r["input/storefronts.csv"] {
		key := row["platform"] + ":" + row["shop_id"]
		closed[key], opened[key] = row["closed_at"], row["opened_at"]
	}
	return closed, opened
}

// TestBrushedOrdersAreAmongThoseCounted: what is invented is part of what was
// watched, the guilty ring invents, and its true sales are the rest.
func TestBrushedOrdersAreAmongThoseCounted(t *testing.T) {
	r := read(t, generate(t, synth.DefaultSeed))
	operation := r.column("truth/operations.csv", "storefront", "operation")
	yuan := func(cell string) int {
		n, err := strconv.Atoi(strings.TrimSuffix(cell, ".00"))
		if err != nil {
			t.Fatalf("amount %q", cell)
		}
		return n
	}
	counted, sold := map[string]map[string]string{}, map[string]int{}
	for _, row := range r["input/order_aggregates.csv"] {
		counted[row["storefront_ref"]+row["period_start"]] = row
		sold[operation[row["storefront_ref"]]] += yuan(row["amount"])
	}
	brushing := map[string]bool{}
	for _, row := range r["truth/brushed_orders.csv"] {
		all := counted[row["storefront"]+row["period_start"]]
		if all == nil || yuan(row["brushed"]) >= yuan(all["orders"]) || yuan(row["amount"]) >= yuan(all["amount"]) {
			t.Fatalf("invented orders are not among those counted")
		}
		sold[operation[row["storefront"]]] -= yuan(row["amount"])
		brushing[operation[row["storefront"]]] = true
	}
	if guilty := operation[r.column("truth/named.csv", "name", "key")["guilty"]]; !brushing[guilty] {
		t.Error("the guilty ring invents no orders")
	}
	for _, row := range r["truth/amounts.csv"] {
		if yuan(row["true_sales"]) != sold[row["ring"]] || sold[row["ring"]] == 0 {
			t.Errorf("%s sold %s, counted %d", row["ring"], row["true_sales"], sold[row["ring"]])
		}
	}
}

// TestTruthSpeaksOfTheInput: of complaints and leads that are there.
func TestTruthSpeaksOfTheInput(t *testing.T) {
	r := read(t, generate(t, synth.DefaultSeed))
	complaints := r.column("input/complaints.csv", "complaint_id", "outcome")
	for _, row := range r["truth/malicious_complaints.csv"] {
		if outcome := complaints[row["complaint_id"]]; outcome == "" || outcome == "UPHELD" {
			t.Errorf("a malicious complaint ended %q", outcome)
		}
	}
	if share := 100 * len(r["truth/malicious_complaints.csv"]) / len(complaints); share < 21 || share > 27 {
		t.Errorf("%d %% of the complaints are malicious", share)
	}
	steps := map[string]int{}
	for _, row := range r["input/enforcements.csv"] {
		steps[row["step"]]++
	}
	pursued, convicted := 0, 0
	for _, row := range r["truth/funnel_propensity.csv"] {
		if row["pursued"] == "yes" {
			pursued++
		}
		if row["convicted"] == "yes" {
			convicted++
		}
	}
	if pursued != 3 || steps["PURSUED"] != pursued || convicted != 1 || steps["CONVICTION"] != convicted {
		t.Errorf("%d pursued, %d convicted, in the input %v", pursued, convicted, steps)
	}
}
