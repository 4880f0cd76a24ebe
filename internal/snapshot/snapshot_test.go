package snapshot_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// claim is one call of Builder.Add.
type claim struct {
	shop        string
	t           entity.LinkType
	id          entity.Key
	class       entity.Class
	first, last entity.When
}

func take(claims []claim) *snapshot.Snapshot {
	var b snapshot.Builder
	for _, c := range claims {
		b.Add(c.shop, c.t, c.id, c.class, c.first, c.last)
	}
	return b.Build()
}

// lines writes a snapshot's links as text.
func lines(s *snapshot.Snapshot) []string {
	var out []string
	for i := range s.Links {
		l := &s.Links[i]
		out = append(out, fmt.Sprintf("%s %s %s %s %s..%s", s.Shops[l.Shop], l.Type, s.IDs[l.ID], l.Class, l.First(), l.Last()))
	}
	return out
}

func day(d int) entity.When { return entity.Day(2019, time.March, d) }

func TestParallelLinksAreFolded(t *testing.T) {
	a := entity.Key{Kind: entity.KindAddress, ID: "x"}
	s := take([]claim{
		{"b", entity.LinkShipsFrom, a, entity.ClassDeclared, day(3), day(4)},
		{"a", entity.LinkLocatedAt, a, entity.ClassDeclared, entity.When{}, entity.When{}},
		{"b", entity.LinkLocatedAt, a, entity.ClassObserved, day(5), day(9)},
		{"b", entity.LinkShipsFrom, a, entity.ClassObserved, entity.When{}, day(6)},
	})
	want := []string{"a LOCATED_AT address:x DECLARED ..", "b SHIPS_FROM address:x OBSERVED 2019-03-03..2019-03-09"}
	if d := cmp.Diff(want, lines(s)); d != "" {
		t.Error(d)
	}
	if len(s.OfShop(1)) != 1 || len(s.OfID(0)) != 2 {
		t.Errorf("rows: %v, %v", s.OfShop(1), s.OfID(0))
	}
}

func anyClaims(t *rapid.T) []claim {
	word := rapid.StringMatching(`[a-c]{1,2}`)
	kinds := []entity.Kind{entity.KindAddress, entity.KindPhone, entity.KindOther}
	when := rapid.Custom(func(t *rapid.T) entity.When {
		return rapid.SampledFrom([]entity.When{{}, day(1), day(2), entity.Instant(day(2).Time())}).Draw(t, "when")
	})
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) claim {
		k := rapid.SampledFrom(kinds).Draw(t, "kind")
		types := []entity.LinkType{entity.LinkTo(k), entity.LinkShipsFrom}
		return claim{word.Draw(t, "shop"), rapid.SampledFrom(types).Draw(t, "type"), entity.Key{Kind: k, ID: word.Draw(t, "id")},
			entity.Class(rapid.IntRange(1, 4).Draw(t, "class")), when.Draw(t, "first"), when.Draw(t, "last")}
	}), 1, 30).Draw(t, "claims")
}

func TestOrderOfLoadingIsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := anyClaims(t)
		a := take(claims)
		b := take(append(rapid.Permutation(claims).Draw(t, "order"), claims[0]))
		if a.Hash() != b.Hash() {
			t.Fatal("another order, another hash")
		}
		if d := cmp.Diff(lines(a), lines(b)); d != "" {
			t.Fatal(d)
		}
	})
}

func TestRowsAreConsistent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := take(anyClaims(t))
		seen := 0
		for n := range s.Shops {
			for _, l := range s.OfShop(int32(n)) {
				if int(l.Shop) != n {
					t.Fatalf("shop %d has a link of %d", n, l.Shop)
				}
				seen++
			}
			if at, ok := s.ShopIndex(s.Shops[n]); !ok || int(at) != n {
				t.Fatalf("shop %d is found at %d", n, at)
			}
		}
		for n, id := range s.IDs {
			for _, l := range s.OfID(int32(n)) {
				if int(s.Links[l].ID) != n {
					t.Fatalf("identifier %d has a link of %d", n, s.Links[l].ID)
				}
				seen++
			}
			if at, ok := s.IDIndex(id); !ok || int(at) != n {
				t.Fatalf("identifier %d is found at %d", n, at)
			}
		}
		if seen != 2*len(s.Links) {
			t.Fatalf("%d links in rows, %d in all", seen, 2*len(s.Links))
		}
		if _, ok := s.ShopIndex("zz"); ok {
			t.Fatal("an absent shop is found")
		}
	})
}

func TestHashSeesEveryDifference(t *testing.T) {
	a := entity.Key{Kind: entity.KindAddress, ID: "x"}
	base := claim{"a", entity.LinkLocatedAt, a, entity.ClassObserved, day(1), day(2)}
	hashes := map[string]string{take([]claim{base}).Hash(): "the base"}
	for name, change := range map[string]func(c *claim){
		"shop":      func(c *claim) { c.shop = "b" },
		"id":        func(c *claim) { c.id.ID = "y" },
		"kind":      func(c *claim) { c.id.Kind = entity.KindOther },
		"type":      func(c *claim) { c.t = entity.LinkShipsFrom },
		"class":     func(c *claim) { c.class = entity.ClassVerified },
		"first":     func(c *claim) { c.first = day(3) },
		"last":      func(c *claim) { c.last = entity.When{} },
		"precision": func(c *claim) { c.last = entity.Instant(day(2).Time()) },
	} {
		c := base
		change(&c)
		h := take([]claim{c}).Hash()
		if other, ok := hashes[h]; ok {
			t.Errorf("another %s has the hash of %s", name, other)
		}
		hashes[h] = name
	}
	var b snapshot.Builder
	b.AddShop("idle")
	b.Add(base.shop, base.t, base.id, base.class, base.first, base.last)
	if _, ok := hashes[b.Build().Hash()]; ok {
		t.Error("a shop without links is not in the hash")
	}
}

func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// written writes a file that the next of its name replaces.
func written(t interface{ Fatal(...any) }, dir, name, text string) string {
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func fromFile(t interface{ Fatal(...any) }, path, kinds string) *snapshot.Snapshot {
	s, err := snapshot.FromFile(path, kinds)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFromFile(t *testing.T) {
	var pairs []byte
	for _, n := range []uint32{7, 100, 7, 101, 3, 100, 7, 100} {
		pairs = binary.LittleEndian.AppendUint32(pairs, n)
	}
	kinds := write(t, "ids.csv", "identifier,type,degree\n100,account,2\n101,contact,1\nq,address,1\n")
	for name, c := range map[string]struct {
		path string
		want []string
	}{
		"pairs": {write(t, "edges.u32", string(pairs)),
			[]string{"3 PAID_TO payment_account:100 OBSERVED ..", "7 PAID_TO payment_account:100 OBSERVED ..", "7 HAS_PHONE phone:101 OBSERVED .."}},
		"two columns": {write(t, "edges.csv", "a,b\r\ns,100\r\ns,\"1,5\"\r\n"),
			[]string{"s PAID_TO payment_account:100 OBSERVED ..", "s HAS_VALUE other:1,5 OBSERVED .."}},
		"links.csv": {write(t, "links.csv", "\ufeffKind,value,x,storefront\nADDRESS,q,,s\nodd,q,,s\n"),
			[]string{"s LOCATED_AT address:q OBSERVED ..", "s HAS_VALUE other:q OBSERVED .."}},
		"no rows": {write(t, "edges.csv", "a,b\n"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := snapshot.FromFile(c.path, kinds)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, lines(s)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestFromFileRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		path, kinds string
		kind        errs.Kind
		says        string
	}{
		"absent":                              {"nowhere.csv", "", errs.NotFound, "nowhere.csv: no such file"},
		"empty":                               {write(t, "e.csv", ""), "", errs.Invalid, "e.csv: is empty"},
		"three columns":                       {write(t, "e.csv", "a,b,c\n1,2,3\n"), "", errs.Invalid, "neither"},
		"a torn pair":                         {write(t, "e.u32", "1234567"), "", errs.Invalid, "7 bytes"},
		"a short row":                         {write(t, "e.csv", "a,b\n1,2\n3\n"), "", errs.Invalid, "line 3"},
		"a loose quote":                       {write(t, "e.csv", "a,b\n1,\"2\n"), "", errs.Invalid, "line"},
		"an empty value":                      {write(t, "e.csv", "a,b\n1,2\n3,\n"), "", errs.Invalid, "line 3: has an empty"},
		"a file of kinds without the columns": {write(t, "e.csv", "a,b\n1,2\n"), write(t, "k.csv", "id,kind\n"), errs.Invalid, "k.csv: has no columns"},
	} {
		_, err := snapshot.FromFile(c.path, c.kinds)
		if !errors.Is(err, &errs.Error{Kind: c.kind}) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSparsePairs(t *testing.T) {
	var pairs []byte
	for _, n := range []uint32{1, 1<<32 - 1, 2, 1<<32 - 1} {
		pairs = binary.LittleEndian.AppendUint32(pairs, n)
	}
	s, err := snapshot.FromFile(write(t, "edges.u32", string(pairs)), "")
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Links) != 2 || s.IDs[0].ID != "4294967295" {
		t.Error(lines(s))
	}
}

func FuzzFromFile(f *testing.F) {
	f.Add("storefront,kind,value\na,PHONE,1\n", true)
	f.Add("a,b\n1,\"2\"\n", false)
	f.Fuzz(func(t *testing.T, text string, pairs bool) {
		name := "f.csv"
		if pairs {
			name = "f.u32"
		}
		s, err := snapshot.FromFile(write(t, name, text), "")
		if err != nil {
			var e *errs.Error
			if !errors.As(err, &e) {
				t.Fatalf("an error no user should see: %v", err)
			}
			return
		}
		for i := range s.Links {
			if s.Shops[s.Links[i].Shop] == "" || !s.IDs[s.Links[i].ID].Kind.Identifier() {
				t.Fatalf("link %d", i)
			}
		}
	})
}
