package graph_test

import (
	"context"
	"crypto/rand"
	"encoding/csv"
	"encoding/json"
	"iter"
	"math/big"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/graph"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/memory"
)

// counted is a store that counts what is read.
type counted struct {
	investigate.Store
	mu    sync.Mutex
	calls []string
}

func (c *counted) call(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, name)
}

func (c *counted) taken() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := c.calls
	c.calls = nil
	return calls
}

func (c *counted) Info(ctx context.Context) (store.Info, error) {
	c.call("info")
	return c.Store.Info(ctx)
}

func (c *counted) Nodes(ctx context.Context, keys []entity.Key) ([]*entity.Node, error) {
	c.call("nodes")
	return c.Store.Nodes(ctx, keys)
}

func (c *counted) Neighbours(ctx context.Context, keys []entity.Key, f store.Filter) iter.Seq2[store.Adjacent, error] {
	c.call("neighbours")
	return c.Store.Neighbours(ctx, keys, f)
}

func (c *counted) Scan(ctx context.Context, sel store.Selection, r store.Range) iter.Seq2[store.Row, error] {
	c.call("scan")
	return c.Store.Scan(ctx, sel, r)
}

func (c *counted) Find(ctx context.Context, text string, kinds []entity.Kind, limit int) ([]entity.Key, error) {
	c.call("find")
	return c.Store.Find(ctx, text, kinds, limit)
}

// seedWorld is the seed world, loaded and detected, behind the handler.
type seedWorld struct {
	*bench
	store *counted
	named map[string]string // the README's four, by name
}

func newSeedWorld(t *testing.T) *seedWorld {
	t.Helper()
	w := &seedWorld{store: &counted{Store: memory.New()}, named: named(t)}
	now := func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	s, err := investigate.Open(t.Context(), investigate.Options{Data: t.TempDir(), Create: true, Random: rand.Reader, Graph: w.store, Now: now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.Load(t.Context(), investigate.LoadRequest{Paths: []string{"../seed/input"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Detect(t.Context(), investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	w.bench = serve(s)
	return w
}

func named(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open("../seed/truth/named.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, r := range rows[1:] {
		out[r[0]] = r[2]
	}
	return out
}

// read sends a query that must succeed and reads the answer into out.
func (w *seedWorld) read(t *testing.T, query string, variables map[string]any, out any) {
	t.Helper()
	_, raw := w.post(t, query, variables)
	var a struct {
		Data   json.RawMessage
		Errors json.RawMessage
	}
	if err := json.Unmarshal(raw, &a); err != nil {
		t.Fatal(err)
	}
	if a.Errors != nil {
		t.Fatalf("%s", a.Errors)
	}
	if err := json.Unmarshal(a.Data, out); err != nil {
		t.Fatal(err)
	}
}

// What the README prints of the four named cases, asked as its readers ask.
func TestSeedWorldOverGraphQL(t *testing.T) {
	w := newSeedWorld(t)
	t.Run("first stands the guilty ring", func(t *testing.T) { w.guiltyFirst(t) })
	t.Run("the framed shop is shown and not counted", func(t *testing.T) { w.framedBeside(t) })
	t.Run("the honest family is far below", func(t *testing.T) { w.familyBelow(t) })
	t.Run("the courier hub is seen and not used", func(t *testing.T) { w.hubUnused(t) })
	t.Run("contributions sum to the risk", func(t *testing.T) { w.partsSum(t) })
	t.Run("ready queries", func(t *testing.T) { w.readyQueries(t) })
	t.Run("store calls", func(t *testing.T) { w.storeCalls(t) })
}

type namedShop struct {
	Storefront struct {
		Membership struct {
			Tier string
			Risk json.Number
			Ring struct {
				Key, Status string
				Assessment  struct{ Risk json.Number }
			}
			Against []struct{ Code string }
			Facts   []struct{ Claims []struct{ Original *string } }
		}
		Ring *struct{ Key string }
	}
}

func (w *seedWorld) shop(t *testing.T, name string) namedShop {
	t.Helper()
	var a namedShop
	w.read(t, `query($id: ID!) { storefront(id: $id) { ring { key } membership { tier risk ring { key status assessment { risk } } against { code } facts { claims { original } } } } }`,
		map[string]any{"id": w.named[name]}, &a)
	return a
}

func number(t *testing.T, n json.Number) float64 {
	t.Helper()
	f, err := n.Float64()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (w *seedWorld) firstRing(t *testing.T) string {
	t.Helper()
	var a struct {
		Rings struct{ Nodes []struct{ Key string } }
	}
	w.read(t, `{ rings(first: 1) { nodes { key } } }`, nil, &a)
	return a.Rings.Nodes[0].Key
}

func (w *seedWorld) guiltyFirst(t *testing.T) {
	m := w.shop(t, "guilty").Storefront.Membership
	if m.Ring.Key != w.firstRing(t) || m.Tier != "CORE" || m.Ring.Status != "RING" || number(t, m.Ring.Assessment.Risk) <= 70 {
		t.Errorf("%+v", m)
	}
	for _, f := range m.Facts {
		for _, c := range f.Claims {
			if c.Original == nil || *c.Original == "" {
				t.Error("a claim does not lead to its row")
			}
		}
		if len(f.Claims) == 0 {
			t.Error("a fact without claims")
		}
	}
}

func (w *seedWorld) framedBeside(t *testing.T) {
	s := w.shop(t, "framed_shop").Storefront
	if s.Ring != nil || s.Membership.Tier != "PERIPHERAL" || len(s.Membership.Against) == 0 || number(t, s.Membership.Risk) >= 40 {
		t.Errorf("%+v", s)
	}
}

func (w *seedWorld) familyBelow(t *testing.T) {
	if m := w.shop(t, "honest_family").Storefront.Membership; number(t, m.Ring.Assessment.Risk) >= 40 {
		t.Errorf("%+v", m)
	}
}

func (w *seedWorld) hubUnused(t *testing.T) {
	var a struct {
		Ring struct {
			SeenNotUsed []struct {
				Identifier      struct{ Key string }
				Verdict, Reason string
			}
			Bonds []struct{ Identifier struct{ Key string } }
		}
	}
	w.read(t, `query($id: ID!) { ring(id: $id) { seenNotUsed(first: 100) { identifier { key } verdict reason } bonds(first: 100) { identifier { key } } } }`,
		map[string]any{"id": w.firstRing(t)}, &a)
	seen := false
	for _, h := range a.Ring.SeenNotUsed {
		seen = seen || h.Identifier.Key == w.named["courier_hub"] && h.Verdict == "HUB" && h.Reason != ""
	}
	for _, b := range a.Ring.Bonds {
		seen = seen && b.Identifier.Key != w.named["courier_hub"]
	}
	if !seen {
		t.Errorf("%+v", a)
	}
}

func (w *seedWorld) partsSum(t *testing.T) {
	var a struct {
		Rings struct {
			Nodes []struct {
				Key        string
				Assessment *struct {
					Risk          json.Number
					Contributions []struct {
						Points   json.Number
						Evidence []struct{ Claims []struct{ Row int } }
					}
				}
			}
		}
	}
	w.read(t, `{ rings(first: 20) { nodes { key assessment { risk contributions { points evidence { claims { row } } } } } } }`, nil, &a)
	for _, r := range a.Rings.Nodes {
		if r.Assessment == nil {
			continue
		}
		sum := new(big.Rat)
		for _, c := range r.Assessment.Contributions {
			p, ok := new(big.Rat).SetString(c.Points.String())
			if !ok {
				t.Fatalf("no number: %s", c.Points)
			}
			sum.Add(sum, p)
			for _, e := range c.Evidence {
				if len(e.Claims) == 0 {
					t.Errorf("%s: evidence without a source row", r.Key)
				}
			}
		}
		if sum.FloatString(2) != r.Assessment.Risk.String() {
			t.Errorf("%s: parts sum to %s, shown is %s", r.Key, sum.FloatString(2), r.Assessment.Risk)
		}
	}
}

func (w *seedWorld) readyQueries(t *testing.T) {
	documents, err := graph.Documents()
	if err != nil {
		t.Fatal(err)
	}
	shop, ring := w.named["guilty"], w.firstRing(t)
	_, word, _ := strings.Cut(shop, ":")
	for _, d := range documents {
		t.Run(d.Name, func(t *testing.T) {
			w.store.taken()
			a := w.ask(t, d.Query, map[string]any{"ring": ring, "storefront": shop, "text": word})
			if len(a.Errors) > 0 {
				t.Fatal(a.Errors)
			}
			t.Logf("cost %v, store calls %v", a.Extensions["cost"], len(w.store.taken()))
			for field, v := range a.Data {
				if list, ok := v.([]any); v == nil || ok && len(list) == 0 {
					t.Errorf("%s is empty", field)
				}
			}
		})
	}
}

// However many members a ring has, it costs three reads of the store with
// their shops and owners (ring, links, owners), and four with their names and
// the rows behind every fact (ring, names, links, links of owners).
func (w *seedWorld) storeCalls(t *testing.T) {
	ring := map[string]any{"id": w.firstRing(t)}
	for query, want := range map[string][]string{
		`query($id: ID!) { ring(id: $id) { status members(first: 50) { nodes { storefront { key sellers { name } } } } } }`:                                   {"neighbours", "nodes", "nodes"},
		`query($id: ID!) { ring(id: $id) { status members(first: 50) { nodes { storefront { name } facts { identifier { name } claims { file row } } } } } }`: {"neighbours", "neighbours", "nodes", "nodes"},
	} {
		w.store.taken()
		w.read(t, query, ring, &struct{}{})
		got := w.store.taken()
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s\n(-want +got)\n%s", query, diff)
		}
	}
}
