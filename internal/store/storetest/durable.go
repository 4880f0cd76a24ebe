package storetest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// childEnv tells a copy of the test binary to load batches into the store of
// the folder it names, until it is killed.
const childEnv = "RINGTRACE_STORETEST_CHILD"

// Opener opens the store that lives in a folder, and makes it when there is
// none.
type Opener func(dir string) (Store, error)

// Durable holds a store to what it has acknowledged: it is there after Close
// and after the process was killed, and a batch that was under way is there
// whole or not at all. It starts copies of the test binary that run only the
// calling test; that test must call nothing but Durable.
func Durable(t *testing.T, open Opener) {
	if dir := os.Getenv(childEnv); dir != "" {
		loadUntilKilled(t, open, dir)
		return
	}
	t.Run("reopened after Close", func(t *testing.T) { reopened(t, open) })
	for _, c := range []struct {
		acknowledged int
		wait         time.Duration
	}{
		{0, 0}, {0, 3 * time.Millisecond}, {0, 10 * time.Millisecond}, {1, 0}, {1, 20 * time.Millisecond}, {2, 45 * time.Millisecond}, {3, 70 * time.Millisecond}, {4, 100 * time.Millisecond},
	} {
		t.Run(fmt.Sprintf("killed %v after load %d", c.wait, c.acknowledged), func(t *testing.T) {
			dir := t.TempDir()
			acknowledged := killChild(t, dir, c.acknowledged, c.wait)
			survived(t, open, dir, acknowledged)
		})
	}
}

func reopened(t *testing.T, open Opener) {
	dir := t.TempDir()
	f := reopen(t, open, dir)
	f.apply(star(500))
	f.putRun(image("kept", map[int][]int{1: {1, 2, 3}}))
	want, info := f.dump(), f.info()
	numbers := f.scan(everyNode(), store.Range{})
	for range 2 {
		f.mustNot(f.Store.Close())
		f = reopen(t, open, dir)
		if f.info() != info {
			t.Fatalf("told %+v before, %+v after", info, f.info())
		}
		f.same(f.dump(), want, "graphs before and after")
		f.same(f.scan(everyNode(), store.Range{}), numbers, "numbers before and after")
		f.finds("s00001", shop(1))
		f.unchanged(star(500))
	}
	f.mustNot(store.Check(f.ctx(), f.Store))
}

func reopen(t *testing.T, open Opener, dir string) *fixture {
	t.Helper()
	s, err := open(dir)
	if err != nil {
		t.Fatalf("open: %v (cause: %v)", err, cause(err))
	}
	t.Cleanup(func() { s.Close() })
	return &fixture{TB: t, Store: s}
}

// childBatch is load i of a child. Its node and link counts differ from those
// of the others, and it adds a claim to links of the one before, so that half
// of it cannot pass for whole.
func childBatch(i int) store.Batch {
	b := store.Batch{Nodes: []entity.Node{named(account(i), fmt.Sprint("load", i))}}
	for j := range 4000 + 100*i {
		k := shop(i*10_000 + j)
		b.Nodes = append(b.Nodes, entity.Node{Key: k})
		b.Links = append(b.Links, paid(k, account(i), 1))
	}
	if i > 0 {
		b.Nodes = append(b.Nodes, named(account(i-1), fmt.Sprint("followed by ", i)))
		for j := range 500 {
			b.Links = append(b.Links, paid(shop((i-1)*10_000+j), account(i-1), 2))
		}
	}
	return b
}

func loadUntilKilled(t *testing.T, open Opener, dir string) {
	s, err := open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	fmt.Println("storetest: open")
	for i := range 50 {
		if err := childLoad(t.Context(), s, i); err != nil {
			t.Fatal(err)
		}
		fmt.Println("storetest: loaded", i+1)
	}
}

// childLoad brings batch i in: as it is, in pieces, or by a replacement with
// all batches up to it.
func childLoad(ctx context.Context, s Store, i int) error {
	b := childBatch(i)
	var err error
	switch i % 3 {
	case 0:
		_, err = s.ApplyAll(ctx, func(yield func(store.Batch, error) bool) {
			half := len(b.Links) / 2
			_ = yield(store.Batch{Nodes: b.Nodes}, nil) && yield(store.Batch{Links: b.Links[:half]}, nil) && yield(store.Batch{Links: b.Links[half:]}, nil)
		})
	case 1:
		_, err = s.Apply(ctx, b)
	default:
		_, err = s.Replace(ctx, func(yield func(store.Batch, error) bool) {
			for j := range i + 1 {
				if !yield(childBatch(j), nil) {
					return
				}
			}
		})
	}
	return err
}

// killChild starts a copy of this test, kills it some time after it has
// acknowledged so many loads, and returns how many it did acknowledge.
func killChild(t *testing.T, dir string, after int, wait time.Duration) int {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name, _, _ := strings.Cut(t.Name(), "/")
	child := exec.CommandContext(t.Context(), self, "-test.run=^"+name+"$", "-test.count=1")
	child.Env = append(os.Environ(), childEnv+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	acknowledged, last, killing := 0, "", false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said, ours := strings.CutPrefix(lines.Text(), "storetest: ")
		if !ours {
			last = lines.Text()
			continue
		}
		if n, loaded := strings.CutPrefix(said, "loaded "); loaded {
			if acknowledged, err = strconv.Atoi(n); err != nil {
				t.Fatal(err)
			}
		}
		if acknowledged >= after && !killing {
			killing = true
			time.AfterFunc(wait, func() { child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil || !killing {
		t.Fatalf("the child was to be killed and ended by itself (%v): %s", err, last)
	}
	return acknowledged
}

// survived wants the acknowledged loads, and the one after whole or not at
// all, in a store that works on.
func survived(t *testing.T, open Opener, dir string, acknowledged int) {
	f := reopen(t, open, dir)
	kept := int(f.info().Generation)
	if kept < acknowledged || kept > acknowledged+1 {
		t.Fatalf("%d loads are kept, %d were acknowledged", kept, acknowledged)
	}
	f.mustNot(store.Check(f.ctx(), f.Store))
	want := newModel()
	for i := range kept {
		var err error
		if want, err = want.apply(childBatch(i)); err != nil {
			t.Fatal(err)
		}
	}
	f.same(f.dump(), want.graph(), "graph and the loads that are kept")
	t.Logf("%d acknowledged, %d kept", acknowledged, kept)
	if g := f.apply(childBatch(kept)); int(g) != kept+1 {
		t.Fatalf("generation %d after the load that follows", g)
	}
}
