package neo4j_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
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

// moments are n times at which the server is killed, spread over what takes
// so long; one of them in a short test.
func moments(n int, long time.Duration, seed uint64) []time.Duration {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]time.Duration, n)
	for i := range out {
		out[i] = long*time.Duration(i)/time.Duration(n) + time.Duration(r.Int64N(int64(long)/int64(n)))
	}
	if testing.Short() {
		return out[n/2 : n/2+1]
	}
	return out
}

// killedDuring kills a server while work runs on its store, starts it again,
// and returns the store as it then is. The same client is used throughout: it
// recovers by itself.
func killedDuring(t *testing.T, server *neo4jtest.Server, s *neo4j.Store, after time.Duration, work func() error) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- work() }()
	time.Sleep(after)
	server.Kill()
	err := <-done
	if err != nil && errs.KindOf(err) != errs.Unavailable {
		t.Fatalf("killed after %v: error %v (cause: %v), want an unavailable store", after, err, cause(err))
	}
	began := time.Now()
	if _, err := s.Info(t.Context()); errs.KindOf(err) != errs.Unavailable || time.Since(began) > 5*time.Second {
		t.Fatalf("a killed server: error %v after %v", err, time.Since(began))
	}
	must(t, server.Restart(t.Context()))
	t.Logf("killed after %v: %v", after, err)
}

func TestServerKilledInMidLoad(t *testing.T) {
	const n = 4000
	server := start(t, neo4jtest.Options{})
	first, second := world(n), more(n)
	want := make([]dumped, 3)
	model := memory.New()
	want[0] = dump(t, model)
	for i, b := range []store.Batch{first, second} {
		_, err := model.Apply(t.Context(), b)
		must(t, err)
		want[i+1] = dump(t, model)
	}
	s := openAt(t, server.URI)
	began := time.Now()
	_, err := s.Apply(t.Context(), first)
	must(t, err)
	for i, after := range moments(5, time.Since(began), 4) {
		b, base := first, 0
		if i%2 == 1 { // every other time the batch that changes and ends things
			b, base = second, 1
		}
		must(t, neo4jtest.Wipe(t.Context(), server.URI))
		s = openAt(t, server.URI)
		if base == 1 {
			_, err := s.Apply(t.Context(), first)
			must(t, err)
		}
		var applied error
		killedDuring(t, server, s, after, func() error {
			_, applied = s.Apply(t.Context(), b)
			return applied
		})
		got := dump(t, s) // before anything is repeated: the one or the other
		if whole := got.Info.Generation == store.Generation(base+1); whole || applied == nil {
			same(t, got, want[base+1], "a load that was acknowledged or kept")
		} else {
			same(t, got, want[base], "a load that was lost")
		}
		_, err := s.Apply(t.Context(), b)
		must(t, err)
		same(t, dump(t, s), want[base+1], "the load when repeated")
		must(t, store.Check(t.Context(), s))
		must(t, s.Close())
	}
}

func TestServerKilledInMidRun(t *testing.T) {
	const n, rings = 2000, 12
	server := start(t, neo4jtest.Options{})
	s := openAt(t, server.URI)
	_, err := s.Apply(t.Context(), world(n))
	must(t, err)
	images := []store.RunImage{image("a", rings, n), image("b", rings+3, n)}
	began := time.Now()
	must(t, s.PutRun(t.Context(), images[0]))
	long := time.Since(began)
	for i, after := range moments(3, long, 5) {
		old, next := images[i%2], images[(i+1)%2]
		killedDuring(t, server, s, after, func() error { return s.PutRun(t.Context(), next) })
		info, err := s.Info(t.Context())
		must(t, err)
		current := old
		if info.Run == next.Run.Key.ID {
			current = next
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
	const n = 4000
	server := start(t, neo4jtest.Options{})
	s := openAt(t, server.URI)
	_, err := s.Apply(t.Context(), world(n))
	must(t, err)
	want := dump(t, s)
	began := time.Now()
	dump(t, s)
	for _, after := range moments(2, time.Since(began), 6) {
		killedDuring(t, server, s, after, func() error {
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

func openAt(t *testing.T, uri string) *neo4j.Store {
	t.Helper()
	s, err := neo4j.Open(t.Context(), uri, neo4j.Options{})
	must(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}
