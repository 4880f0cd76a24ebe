package investigate_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/hotspot"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/region"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// placedWorld holds one ring of four shops (r1 to r4, two accounts and a
// device between them), one that declares the device, and shops that share nothing, each with another
// trouble in its region.
func placedWorld(t *testing.T) *investigate.Service {
	t.Helper()
	return detected(t, map[string]string{
		"storefronts.csv": `platform,shop_id,seller_ref,ship_from_region
p,r1,,350300
p,r2,,350302
p,r3,,350300
p,r4,,440101
p,fringe,,350300
p,plain,,440300
p,retired,,652200
p,divided,,341400
p,coarse,,440000
p,unknown,,999999
p,iso,,CN-GD
p,abroad,,US-CA
p,own,,CUSTOM:east-market
p,lost,,CUSTOM:nowhere
p,both,seller:seller-registry:se1,
p,said,,330300
p,silent,seller:seller-registry:se1,
`,
		"sellers.csv": `source,source_record_id,name
seller-registry,se1,made-up trading
`,
		"addresses.csv": `source,source_record_id,raw,role,country,admin_code,owner_ref,evidence_class
a,1,浙江省温州市甲路1号,SHIP_FROM,CN,330302,p:both,OBSERVED
a,2,浙江省杭州市乙路2号,SHIP_FROM,CN,330100,p:both,OBSERVED
a,3,福建省莆田市丙路3号,REGISTERED,CN,350300,seller:seller-registry:se1,DECLARED
a,4,福建省莆田市丁路4号,RETURN_TO,CN,350300,p:r1,OBSERVED
a,5,广东省汕头市转运中心5号,SHIP_FROM,CN,440500,p:said,OBSERVED
`,
		"regions.csv": `source,source_record_id,scheme,code,name,parent
own,1,CUSTOM,east-market,East Market,GB2260:330782
`,
		"links.csv": `storefront,kind,value,evidence_class
p:r1,PAYMENT_ACCOUNT,ALIPAY:one@pay.example,OBSERVED
p:r2,PAYMENT_ACCOUNT,ALIPAY:one@pay.example,OBSERVED
p:r3,PAYMENT_ACCOUNT,ALIPAY:one@pay.example,OBSERVED
p:r4,PAYMENT_ACCOUNT,ALIPAY:one@pay.example,OBSERVED
p:r1,PAYMENT_ACCOUNT,ALIPAY:two@pay.example,OBSERVED
p:r2,PAYMENT_ACCOUNT,ALIPAY:two@pay.example,OBSERVED
p:r3,PAYMENT_ACCOUNT,ALIPAY:two@pay.example,OBSERVED
p:r4,PAYMENT_ACCOUNT,ALIPAY:two@pay.example,OBSERVED
p:r1,DEVICE,d-one,OBSERVED
p:r2,DEVICE,d-one,OBSERVED
p:r3,DEVICE,d-one,OBSERVED
p:r4,DEVICE,d-one,OBSERVED
p:fringe,DEVICE,d-one,DECLARED
`,
	})
}

// detected loads files and makes a run.
func detected(t *testing.T, files map[string]string) *investigate.Service {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, t.TempDir())
	if report, err := s.Load(context.Background(), investigate.LoadRequest{Paths: []string{dir}}); err != nil {
		t.Fatalf("%v: %+v", err, report)
	}
	if _, err := s.Detect(context.Background(), investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	return s
}

func hotspots(t *testing.T, s *investigate.Service, change func(*investigate.HotspotRequest)) *investigate.HotspotReport {
	t.Helper()
	req := investigate.DefaultHotspotRequest()
	req.Params.Replicates = hotspot.MinReplicates
	change(&req)
	r, err := s.Hotspots(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	c := r.Coverage
	if c.Storefronts != c.Placed+c.Outside+c.Unresolved+c.WithoutRegion {
		t.Errorf("coverage does not add up: %+v", c)
	}
	return r
}

// lines returns rings, ring storefronts and storefronts by region.
func lines(r *investigate.HotspotReport) map[string][3]int {
	out := map[string][3]int{}
	for _, f := range r.Regions {
		out[f.ID] = [3]int{f.Rings, f.RingStorefronts, f.Storefronts}
	}
	return out
}

func TestHotspotsByShipFrom(t *testing.T) {
	r := hotspots(t, placedWorld(t), func(*investigate.HotspotRequest) {})
	want := map[string][3]int{
		"GB2260:350300":   {1, 3, 4}, // r1, r3, and r2 by its county; fringe is peripheral and no member
		"GB2260:440100":   {1, 1, 1}, // r4, by a placeholder's code
		"GB2260:440300":   {0, 0, 1}, // plain
		"GB2260:650500":   {0, 0, 1}, // retired, by its successor
		"GB2260:330700":   {0, 0, 1}, // own, by the region that holds it
		"GB2260:330300":   {0, 0, 2}, // said, by its region and not its address; both, by an address in a county
		"GB2260:330100":   {0, 0, 1}, // both, by its other address
		"ISO3166-2:US-CA": {0, 0, 1}, // abroad
	}
	if d := cmp.Diff(want, lines(r)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(investigate.Coverage{Storefronts: 17, Placed: 11, InSeveral: 1, Unresolved: 5, WithoutRegion: 1}, r.Coverage); d != "" {
		t.Error(d)
	}
	outcomes := map[string]investigate.Outcome{}
	for _, c := range r.Codes {
		outcomes[c.ID] = c.Outcome
	}
	if d := cmp.Diff(map[string]investigate.Outcome{
		"GB2260:440101": investigate.Translated, "GB2260:652200": investigate.Translated, "CUSTOM:east-market": investigate.Translated,
		"GB2260:341400": investigate.Divided, "GB2260:440000": investigate.TooCoarse, "ISO3166-2:CN-GD": investigate.TooCoarse,
		"GB2260:999999": investigate.UnknownCode, "CUSTOM:nowhere": investigate.UnknownCode,
	}, outcomes); d != "" {
		t.Error(d)
	}
	if r.Regions[0].ID != "GB2260:350300" || r.Regions[0].Latin != "Putian" || r.Regions[0].Parent != "GB2260:350000" {
		t.Errorf("first stands %+v", r.Regions[0])
	}
	at := slices.IndexFunc(r.Groups, func(g investigate.HotspotGroup) bool { return g.ID == "MACRO:southeast" })
	if g := r.Groups[at]; g.Rings != 1 || g.RingStorefronts != 4 || g.Storefronts != 6 {
		t.Errorf("Southeast China: %+v", g)
	}
}

func TestHotspotsByOtherBases(t *testing.T) {
	s := placedWorld(t)
	for basis, want := range map[investigate.Basis]map[string][3]int{
		investigate.ByRegistered: {"GB2260:350300": {0, 0, 2}}, // the seller's address holds for both of its shops
		investigate.ByReturnTo:   {"GB2260:350300": {1, 1, 1}},
		investigate.ByProduction: {}, // nothing says where goods are made
	} {
		r := hotspots(t, s, func(q *investigate.HotspotRequest) { q.Basis = basis })
		if d := cmp.Diff(want, lines(r)); d != "" {
			t.Errorf("%s: %s", basis, d)
		}
		if basis == investigate.ByProduction && (r.Concentration != nil || r.Average != nil || r.Coverage.WithoutRegion != 17 || r.Notes[0].Code != hotspot.NoStorefronts) {
			t.Errorf("a basis without data: %+v", r)
		}
	}
}

// A depot's region is told from the shops' own: it places only those of which
// nothing else is said, and the report remarks on it.
func TestHotspotsRemarkOnCrowdedAddresses(t *testing.T) {
	shops, addresses := "platform,shop_id,ship_from_region\n", "source,source_record_id,raw,role,country,admin_code,owner_ref,evidence_class\n"
	for i := range 60 {
		code := ""
		if i < 20 {
			code = "350300"
		}
		shops += fmt.Sprintf("p,s%d,%s\n", i, code)
		addresses += fmt.Sprintf("a,%d,广东省汕头市转运中心5号,SHIP_FROM,CN,440500,p:s%d,OBSERVED\n", i, i)
	}
	r := hotspots(t, detected(t, map[string]string{"storefronts.csv": shops, "addresses.csv": addresses}), func(*investigate.HotspotRequest) {})
	if d := cmp.Diff(map[string][3]int{"GB2260:350300": {0, 0, 20}, "GB2260:440500": {0, 0, 40}}, lines(r)); d != "" {
		t.Error(d)
	}
	at := slices.IndexFunc(r.Notes, func(n hotspot.Note) bool { return n.Code == "CROWDED_ADDRESSES" })
	if at < 0 || !strings.Contains(r.Notes[at].Text, "50 have: 40.") {
		t.Errorf("notes: %v", r.Notes)
	}
}

func TestHotspotsByLevelAndArea(t *testing.T) {
	s := placedWorld(t)
	for name, c := range map[string]struct {
		level   region.Level
		within  string
		outside int
		want    map[string][3]int
	}{
		"country":           {region.Country, "", 0, map[string][3]int{"ISO3166-1:CN": {1, 4, 13}, "ISO3166-1:US": {0, 0, 1}}},
		"province in group": {region.Province, "southeast", 6, map[string][3]int{"GB2260:350000": {1, 3, 4}, "GB2260:440000": {1, 1, 4}}},
		"county":            {region.County, "", 0, map[string][3]int{"GB2260:350302": {1, 1, 1}, "GB2260:330302": {0, 0, 1}, "GB2260:330782": {0, 0, 1}, "ISO3166-2:US-CA": {0, 0, 1}}},
		"bare code":         {region.Prefecture, "350300", 7, map[string][3]int{"GB2260:350300": {1, 3, 4}}},
		"retired area":      {region.Prefecture, "652200", 10, map[string][3]int{"GB2260:650500": {0, 0, 1}}},
		"nothing there":     {region.Prefecture, "FR", 11, map[string][3]int{}},
	} {
		r := hotspots(t, s, func(q *investigate.HotspotRequest) { q.Level, q.Within = c.level, c.within })
		if d := cmp.Diff(c.want, lines(r)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if r.Coverage.Outside != c.outside {
			t.Errorf("%s: %d outside, want %d", name, r.Coverage.Outside, c.outside)
		}
	}
}

func TestHotspotsRefuses(t *testing.T) {
	s := placedWorld(t)
	for name, change := range map[string]func(*investigate.HotspotRequest){
		"basis":             func(q *investigate.HotspotRequest) { q.Basis = "MOON" },
		"no level":          func(q *investigate.HotspotRequest) { q.Level = 0 },
		"level":             func(q *investigate.HotspotRequest) { q.Level = 9 },
		"no status":         func(q *investigate.HotspotRequest) { q.Status = nil },
		"unknown area":      func(q *investigate.HotspotRequest) { q.Within = "999999" },
		"divided area":      func(q *investigate.HotspotRequest) { q.Within = "341400" },
		"area too small":    func(q *investigate.HotspotRequest) { q.Within, q.Level = "440100", region.Province },
		"group too small":   func(q *investigate.HotspotRequest) { q.Within, q.Level = "prd", region.Province },
		"top of none":       func(q *investigate.HotspotRequest) { q.Params.TopK = []int{0} },
		"too few draws":     func(q *investigate.HotspotRequest) { q.Params.Replicates = 1 },
		"unknown measure":   func(q *investigate.HotspotRequest) { q.Params.Measure = "sellers" },
		"negative smallest": func(q *investigate.HotspotRequest) { q.Params.SmallBelow = -1 },
	} {
		req := investigate.DefaultHotspotRequest()
		change(&req)
		if _, err := s.Hotspots(context.Background(), req); err == nil || errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	empty := open(t, t.TempDir())
	if _, err := empty.Hotspots(context.Background(), investigate.DefaultHotspotRequest()); err == nil || errs.KindOf(err) != errs.NotFound {
		t.Errorf("before the first run: %v", err)
	}
}

// The seed world's figures agree with its rings, and come out the same twice.
func TestHotspotsOfTheSeedWorld(t *testing.T) {
	s := seedWorld(t)
	r := hotspots(t, s, func(*investigate.HotspotRequest) {})
	again := hotspots(t, s, func(*investigate.HotspotRequest) {})
	a, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := json.Marshal(again); string(a) != string(b) {
		t.Error("the same request gives another report")
	}
	page, err := s.Rings(context.Background(), investigate.RingFilter{Status: []ring.Status{ring.StatusRing}}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	byRegion := map[string]int{}
	for _, sum := range page.Rings {
		for _, code := range sum.Regions {
			byRegion[code]++
		}
	}
	for _, f := range r.Regions {
		if f.Rings != byRegion[f.ID] {
			t.Errorf("%s: %d rings, the list of rings has %d", f.ID, f.Rings, byRegion[f.ID])
		}
	}
	byReturn := hotspots(t, s, func(q *investigate.HotspotRequest) { q.Basis = investigate.ByReturnTo })
	if !slices.ContainsFunc(byReturn.Notes, func(n hotspot.Note) bool { return n.Code == "LOW_COVERAGE" }) {
		t.Errorf("few shops have an address for returns, and nothing says so: %+v", byReturn.Coverage)
	}
	if r.Rings != page.Total || r.Coverage.InSeveral != 0 || r.Coverage.Placed != 1200 || len(r.Codes) != 0 || r.Concentration.Top[2].K != 10 {
		t.Errorf("%d of %d rings, %+v, codes %v", r.Rings, page.Total, r.Coverage, r.Codes)
	}
}

// Many may ask at once; each gets what one alone would get.
func TestHotspotsForManyAtOnce(t *testing.T) {
	s := placedWorld(t)
	ask := func(i int) (*investigate.HotspotReport, error) {
		req := investigate.DefaultHotspotRequest()
		req.Params.Replicates = hotspot.MinReplicates
		req.Basis = investigate.Bases()[i%4]
		req.Level = region.Level(1 + i/4%4)
		return s.Hotspots(context.Background(), req)
	}
	answers, failures := make([]*investigate.HotspotReport, 32), make([]error, 32)
	var wait sync.WaitGroup
	for i := range answers {
		wait.Go(func() { answers[i], failures[i] = ask(i) })
	}
	wait.Wait()
	for i, got := range answers {
		want, err := ask(i)
		if d := cmp.Diff(want, got); d != "" || err != nil || failures[i] != nil {
			t.Fatal(d, err, failures[i])
		}
	}
}

// A new run is seen: what was read for the one before is not shown again.
func TestHotspotsFollowTheStore(t *testing.T) {
	s := placedWorld(t)
	before := hotspots(t, s, func(*investigate.HotspotRequest) {})
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "storefronts.csv"), []byte("platform,shop_id,ship_from_region\np,new,350300\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(context.Background(), investigate.LoadRequest{Paths: []string{dir}}); err != nil {
		t.Fatal(err)
	}
	after := hotspots(t, s, func(*investigate.HotspotRequest) {})
	if before.Run != after.Run || after.Coverage.Storefronts != before.Coverage.Storefronts+1 || lines(after)["GB2260:350300"] != [3]int{1, 3, 5} {
		t.Errorf("after a load: %+v, %v", after.Coverage, lines(after)["GB2260:350300"])
	}
}
