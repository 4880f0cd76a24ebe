package neo4j_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/memory"
	"github.com/ringtrace/ringtrace/internal/store/neo4j"
	"github.com/ringtrace/ringtrace/internal/store/neo4j/neo4jtest"
	"github.com/ringtrace/ringtrace/internal/store/storetest"
)

// The writing process is killed. The folder of the suite stands for the
// shared server, wiped when the folder is new.
func TestDurable(t *testing.T) {
	storetest.Durable(t, func(dir string) (storetest.Store, error) {
		used := filepath.Join(dir, "used")
		if _, err := os.Stat(used); errors.Is(err, os.ErrNotExist) {
			if err := neo4jtest.Wipe(t.Context(), neo4jtest.URI()); err != nil {
				return nil, err
			}
			if err := os.WriteFile(used, nil, 0o600); err != nil {
				return nil, err
			}
		}
		return neo4j.Open(t.Context(), neo4jtest.URI(), neo4j.Options{})
	})
}

// A store whose transactions are small, so that a small world takes many; it
// waits for a server that has just been started and is slow on a busy machine.
func small() neo4j.Options { return neo4j.Options{LockWait: time.Minute}.WithRows(250) }

func TestServerKilledInMidLoad(t *testing.T) {
	const n = 400
	f := fused(t)
	batches := []store.Batch{world(n), more(n)} // the second changes and ends things
	want := make([]dumped, 3)
	model := memory.New()
	want[0] = dump(t, model)
	for i, b := range batches {
		_, err := model.Apply(t.Context(), b)
		must(t, err)
		want[i+1] = dump(t, model)
	}
	s := openAt(t, f.uri, small())
	bytes := make([]int64, 2)
	for i, b := range batches {
		bytes[i] = f.sent(t, func() error { return applied(s.Apply(t.Context(), b)) })
	}
	left := 0
	o := small()
	o.Unfinished = func(err error) {
		if left++; errs.KindOf(err) != errs.Unavailable {
			t.Errorf("left to the next writer for another reason than that the server is away: %v", err)
		}
	}
	for i := range 2 {
		for _, at := range moments(3, bytes[i], 4) {
			must(t, neo4jtest.Wipe(t.Context(), f.server.URI))
			s = openAt(t, f.uri, o)
			if i == 1 {
				must(t, applied(s.Apply(t.Context(), batches[0])))
			}
			err := f.kill(t, at, func() error { return applied(s.Apply(t.Context(), batches[i])) })
			got := dump(t, s) // by the same client, before anything is repeated: the one or the other
			if whole := got.Info.Generation == store.Generation(i+1); whole || err == nil {
				same(t, got, want[i+1], "a load that was acknowledged or kept")
			} else {
				same(t, got, want[i], "a load that was lost")
			}
			must(t, applied(s.Apply(t.Context(), batches[i])))
			same(t, dump(t, s), want[i+1], "the load when repeated")
			must(t, store.Check(t.Context(), s))
			must(t, s.Close())
		}
	}
	if left == 0 {
		t.Error("servers were killed in mid-load, and nobody was told that what was sent is not taken back yet")
	}
}

func applied(_ store.Generation, err error) error { return err }

func TestServerKilledInMidRun(t *testing.T) {
	const n, rings = 400, 8
	f := fused(t)
	s := openAt(t, f.uri, small())
	must(t, applied(s.Apply(t.Context(), world(n))))
	images := []store.RunImage{image("a", rings, n), image("b", rings+3, n)}
	must(t, s.PutRun(t.Context(), images[1]))
	bytes := f.sent(t, func() error { return s.PutRun(t.Context(), images[0]) })
	for i, at := range moments(5, bytes, 5) {
		old, next := images[i%2], images[(i+1)%2]
		err := f.kill(t, at, func() error { return s.PutRun(t.Context(), next) })
		info, lost := s.Info(t.Context())
		must(t, lost)
		current := old
		if info.Run == next.Run.Key.ID {
			current = next
		} else if err == nil {
			t.Fatal("a run that was acknowledged is lost")
		}
		same(t, membersOf(t, s), sortedMembers(current), "members after a kill")
		must(t, s.PutRun(t.Context(), next))
		same(t, membersOf(t, s), sortedMembers(next), "members after a repetition")
		must(t, store.Check(t.Context(), s))
	}
}

func membersOf(t *testing.T, s store.Graph) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, l := range dump(t, s).Links {
		if l.Type == entity.LinkMemberOf {
			out[fmt.Sprint(l.To.ID, " ", l.Attrs[0].Value.Text())]++
		}
	}
	return out
}

func sortedMembers(img store.RunImage) map[string]int {
	out := map[string]int{}
	for _, l := range img.Members {
		out[fmt.Sprint(l.To.ID, " ", img.Run.Key.ID)]++
	}
	return out
}

func TestServerKilledInMidQuery(t *testing.T) {
	const n = 400
	f := fused(t)
	s := openAt(t, f.uri, neo4j.Options{})
	must(t, applied(s.Apply(t.Context(), world(n))))
	want := dump(t, s)
	bytes := f.sent(t, func() error { dump(t, s); return nil })
	for _, at := range moments(5, bytes, 6) {
		f.kill(t, at, func() error {
			for i := 0; ; i++ { // until the server is gone
				rows := 0
				for _, err := range s.Scan(t.Context(), store.Selection{Types: entity.LinkTypes()}, store.Range{}) {
					if err != nil {
						return err
					}
					rows++
				}
				if rows != len(want.Links) {
					return fmt.Errorf("a scan without an error gave %d of %d links", rows, len(want.Links))
				}
				if _, err := s.Nodes(t.Context(), []entity.Key{shop(i % n)}); err != nil {
					return err
				}
			}
		})
		same(t, dump(t, s), want, "the graph after a restart")
	}
}

// A server that dies is missed within five seconds, by a client that has
// connections to it, and is found again when it is back.
func TestKilledServerIsMissedWithinFiveSeconds(t *testing.T) {
	server := start(t, neo4jtest.Options{})
	s := openAt(t, server.URI, neo4j.Options{})
	must(t, applied(s.Apply(t.Context(), world(3000)))) // leaves several connections open
	dump(t, s)
	server.Kill()
	for what, ask := range map[string]func() error{
		"Info":   func() error { _, err := s.Info(t.Context()); return err },
		"Apply":  func() error { return applied(s.Apply(t.Context(), world(3))) },
		"PutRun": func() error { return s.PutRun(t.Context(), image("a", 1, 3)) },
		"Nodes":  func() error { _, err := s.Nodes(t.Context(), []entity.Key{shop(1)}); return err },
		"Find":   func() error { _, err := s.Find(t.Context(), "shop", nil, 1); return err },
		"Scan": func() (last error) {
			for _, err := range s.Scan(t.Context(), store.Selection{Kinds: entity.Kinds()}, store.Range{}) {
				last = err
			}
			return last
		},
	} {
		began := time.Now()
		if err := ask(); errs.KindOf(err) != errs.Unavailable || time.Since(began) > 5*time.Second {
			t.Errorf("%s of a killed server: error %v (cause: %v) after %v", what, err, cause(err), time.Since(began))
		}
	}
	must(t, server.Restart(t.Context()))
	must(t, applied(s.Apply(t.Context(), world(3001))))
}

func openAt(t *testing.T, uri string, o neo4j.Options) *neo4j.Store {
	t.Helper()
	s, err := neo4j.Open(t.Context(), uri, o)
	must(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}
