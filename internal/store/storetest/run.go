package storetest

import (
	"errors"
	"fmt"
	"sync"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
)

func runCases() []testCase {
	return []testCase{
		{"a run replaces the run before", runReplaces},
		{"a run is read like anything else", runReads},
		{"runs that break a rule", invalidRuns},
		{"a member is not deleted", memberStays},
		{"a run is seen whole or not at all", runAtomic},
	}
}

// image is run id with the given rings; ring i has the members listed.
func image(id string, rings map[int][]int) store.RunImage {
	img := store.RunImage{Run: entity.Node{Key: key(entity.KindRun, id), Attrs: []entity.Attr{{Name: "snapshot", Value: entity.String("hash of " + id)}}}}
	for r, members := range rings {
		img.Rings = append(img.Rings, entity.Node{Key: ring(r), Attrs: []entity.Attr{
			{Name: "risk", Value: entity.Int(int64(len(members)))}, {Name: "of", Value: entity.String(id)}}})
		for _, m := range members {
			img.Members = append(img.Members, entity.Link{From: shop(m), Type: entity.LinkMemberOf, To: ring(r),
				Attrs: []entity.Attr{{Name: "tier", Value: entity.String("core")}, {Name: "facts", Value: entity.List(id, "x")}}})
		}
	}
	return img
}

func (f *fixture) putRun(img store.RunImage) {
	f.Helper()
	before := f.info()
	f.mustNot(f.PutRun(f.ctx(), img))
	before.Run = img.Run.Key.ID
	f.same(f.info(), before, "what the store tells after a run")
}

// membership lists ring and member of every MEMBER_OF link.
func (f *fixture) membership() []string {
	f.Helper()
	var rings []entity.Key
	for _, r := range f.scan(store.Selection{Kinds: []entity.Kind{entity.KindRing}}, store.Range{}) {
		rings = append(rings, r.Key)
	}
	var out []string
	for _, a := range f.neighbours(store.Filter{Direction: store.In}, sortedKeys(rings)...) {
		out = append(out, fmt.Sprint(a.Link.To.ID, " ", a.Link.From.ID))
	}
	return out
}

func runReplaces(f *fixture) {
	f.apply(star(10))
	f.putRun(image("one", map[int][]int{1: {1, 2, 3}, 2: {4, 5}}))
	f.same(f.membership(), []string{"R001 p:s00001", "R001 p:s00002", "R001 p:s00003", "R002 p:s00004", "R002 p:s00005"}, "members")
	numbers := map[entity.Key]int64{}
	for _, r := range f.scan(everyNode(), store.Range{}) {
		numbers[r.Key] = r.N
	}
	f.putRun(image("two", map[int][]int{2: {5, 6}, 3: {1}}))
	f.same(f.membership(), []string{"R002 p:s00005", "R002 p:s00006", "R003 p:s00001"}, "members")
	for _, r := range f.scan(everyNode(), store.Range{}) {
		if n := numbers[r.Key]; n != 0 && n != r.N {
			f.Fatalf("a node's number went from %d to %d", n, r.N)
		}
	}
	ns := f.nodes(ring(1), ring(2), key(entity.KindRun, "one"), key(entity.KindRun, "two"))
	if ns[0] != nil || ns[1].Text("of") != "two" || ns[2] == nil || ns[3] == nil {
		f.Fatalf("after the second run: %+v", ns)
	}
	f.putRun(image("two", map[int][]int{2: {5, 6}, 3: {1}})) // the same once more
	f.same(f.membership(), []string{"R002 p:s00005", "R002 p:s00006", "R003 p:s00001"}, "members")
	again := image("one", nil)
	again.Run.Attrs = []entity.Attr{{Name: "note", Value: entity.Int(1)}}
	f.putRun(again)
	f.same(f.membership(), []string{}, "members of a run without rings")
	f.same(f.nodes(again.Run.Key)[0].Attrs, again.Run.Attrs, "attributes of a run that was replaced")
	f.apply(store.Batch{Nodes: bare(shop(99))})
	if f.info().Run != "one" {
		f.Fatalf("a load changed the current run")
	}
}

func runReads(f *fixture) {
	f.apply(star(3))
	img := image("r", map[int][]int{1: {1, 2}})
	img.Members[0].Claims = []entity.Claim{claim(2), claim(1)}
	f.putRun(img)
	f.same(f.nodes(ring(1))[0].Attrs, entity.FoldAttrs(img.Rings[0].Attrs), "attributes of a ring")
	got := f.neighbours(store.Filter{Direction: store.Out, Types: []entity.LinkType{entity.LinkMemberOf}}, shop(1))
	want := img.Members[0]
	want.Claims, want.Attrs = []entity.Claim{claim(1), claim(2)}, entity.FoldAttrs(want.Attrs)
	f.same(got, []store.Adjacent{{Of: 0, Out: true, Link: want}}, "membership")
	if rows := f.scan(store.Selection{Types: []entity.LinkType{entity.LinkMemberOf}}, store.Range{}); len(rows) != 2 {
		f.Fatalf("scanned %d memberships", len(rows))
	}
	if i := f.info(); i.Nodes != 4 || i.Links != 3 {
		f.Fatalf("a run's nodes or links are counted as evidence: %+v", i)
	}
}

func invalidRuns(f *fixture) {
	f.apply(star(3))
	f.putRun(image("good", map[int][]int{1: {1, 2}}))
	before := f.dump()
	change := func(edit func(*store.RunImage)) store.RunImage {
		img := image("bad", map[int][]int{1: {0, 1}})
		edit(&img)
		return img
	}
	for name, c := range map[string]struct {
		img  store.RunImage
		kind errs.Kind
	}{
		"no run":               {store.RunImage{}, errs.Invalid},
		"ring of another kind": {change(func(i *store.RunImage) { i.Rings[0].Key = shop(1) }), errs.Invalid},
		"ring twice":           {change(func(i *store.RunImage) { i.Rings = append(i.Rings, i.Rings[0]) }), errs.Invalid},
		"member twice":         {change(func(i *store.RunImage) { i.Members[1] = i.Members[0] }), errs.Invalid},
		"member of other kind": {change(func(i *store.RunImage) { i.Members[0].From = account(0) }), errs.Invalid},
		"link of another type": {change(func(i *store.RunImage) { i.Members[0].Type = entity.LinkPaidTo }), errs.Invalid},
		"member not stored":    {change(func(i *store.RunImage) { i.Members[0].From = shop(77) }), errs.NotFound},
		"ring of another run":  {change(func(i *store.RunImage) { i.Rings[0].Key = ring(2) }), errs.NotFound},
	} {
		err := f.PutRun(f.ctx(), c.img)
		f.wantKind(err, c.kind)
		if c.kind == errs.NotFound && !errors.Is(err, &errs.Error{Kind: errs.NotFound, Code: store.CodeDangling}) {
			f.Errorf("%s: error without its code: %v", name, err)
		}
		f.same(f.dump(), before, "graph after a refused run: "+name)
	}
	if f.info().Run != "good" {
		f.Fatalf("a refused run became current")
	}
}

func memberStays(f *fixture) {
	f.apply(store.Batch{Nodes: bare(shop(1), shop(2))})
	f.putRun(image("r", map[int][]int{1: {1}}))
	_, err := f.Apply(f.ctx(), store.Batch{DeleteNodes: []entity.Key{shop(1)}})
	f.wantKind(err, errs.Conflict)
	f.putRun(image("s", map[int][]int{1: {2}}))
	f.apply(store.Batch{DeleteNodes: []entity.Key{shop(1)}})
}

// runAtomic alternates two runs while others look: in one answer about all
// members they are in rings of one run, and none is missing. They are more than
// a backend would ask for in one statement.
func runAtomic(f *fixture) {
	const members = 1200
	f.apply(star(members))
	images := make([]store.RunImage, 2)
	for i := range images {
		rings := map[int][]int{}
		for m := range members {
			r := 1 + i*50 + m%(7+i)
			rings[r] = append(rings[r], m)
		}
		images[i] = image(fmt.Sprint("run", i), rings)
	}
	f.putRun(images[0])
	var readers sync.WaitGroup
	done := make(chan struct{})
	for range 2 {
		readers.Go(func() {
			for {
				if err := f.lookAtRun(members); err != nil {
					f.Errorf("%v", err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for i := range 20 {
		f.putRun(images[(i+1)%2])
	}
	close(done)
	readers.Wait()
}

func (f *fixture) lookAtRun(members int) error {
	var keys []entity.Key
	for m := range members {
		keys = append(keys, shop(m))
	}
	seen, runs := 0, map[string]bool{}
	for a, err := range f.Neighbours(f.ctx(), keys, store.Filter{Types: []entity.LinkType{entity.LinkMemberOf}}) {
		if err != nil {
			return err
		}
		seen++
		runs[a.Link.Attrs[0].Value.AsList()[0]] = true
	}
	if seen != members || len(runs) != 1 {
		return fmt.Errorf("a reader saw %d of %d members, of %d runs", seen, members, len(runs))
	}
	return nil
}
