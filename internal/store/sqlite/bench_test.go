package sqlite_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/sqlite"
)

// benchBatch is a load of n links between 0.3 n storefronts and 0.3 n
// accounts, some of which are shared by many.
func benchBatch(n int) store.Batch {
	r := rand.New(rand.NewPCG(1, 1))
	ends := n * 3 / 10
	var b store.Batch
	for i := range ends {
		b.Nodes = append(b.Nodes,
			entity.Node{Key: entity.Key{Kind: entity.KindStorefront, ID: fmt.Sprintf("taoyi:s%07d", i)}},
			entity.Node{Key: entity.Key{Kind: entity.KindPaymentAccount, ID: fmt.Sprintf("ALIPAY:2088%012d", i*7)}})
	}
	for i := range n {
		to := int(float64(ends) * r.Float64() * r.Float64())
		b.Links = append(b.Links, entity.Link{
			From: b.Nodes[2*r.IntN(ends)].Key, Type: entity.LinkPaidTo, To: b.Nodes[2*to+1].Key,
			Claims: []entity.Claim{{Record: entity.NewRecord(1, uint32(i+1)), Class: entity.ClassObserved, Observed: entity.Day(2026, 1, 1+i%300)}},
		})
	}
	return b
}

func benchSizes(b *testing.B, f func(b *testing.B, n int)) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("links=%d", n), func(b *testing.B) { f(b, n) })
	}
}

func benchStore(b *testing.B, batch store.Batch) *sqlite.Store {
	b.Helper()
	s := open(b)
	if _, err := s.Apply(context.Background(), batch); err != nil {
		b.Fatal(err)
	}
	return s
}

func perSecond(b *testing.B, rows int) {
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkApply loads a batch into a fresh store, search index included.
func BenchmarkApply(b *testing.B) {
	benchSizes(b, func(b *testing.B, n int) {
		batch := benchBatch(n)
		b.ReportAllocs()
		for b.Loop() {
			s, err := sqlite.Open(filepath.Join(b.TempDir(), "graph.db"), sqlite.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.Apply(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
			s.Close()
		}
		perSecond(b, n)
	})
}

// BenchmarkApplyAgain loads what is stored already.
func BenchmarkApplyAgain(b *testing.B) {
	benchSizes(b, func(b *testing.B, n int) {
		batch := benchBatch(n)
		s := benchStore(b, batch)
		for b.Loop() {
			if _, err := s.Apply(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
		}
		perSecond(b, n)
	})
}

// BenchmarkApplyMerge adds a second claim to every link, and a name to every node.
func BenchmarkApplyMerge(b *testing.B) {
	benchSizes(b, func(b *testing.B, n int) {
		batch := benchBatch(n)
		s := benchStore(b, batch)
		file := uint32(1)
		for b.Loop() {
			b.StopTimer()
			file++
			for i := range batch.Links {
				batch.Links[i].Claims = []entity.Claim{{Record: entity.NewRecord(file, uint32(i+1)), Class: entity.ClassObserved}}
			}
			for i := range batch.Nodes {
				batch.Nodes[i].Attrs = []entity.Attr{{Name: "name", Value: entity.String(fmt.Sprint("Shop ", i, file)), Claim: batch.Links[i].Claims[0]}}
			}
			b.StartTimer()
			if _, err := s.Apply(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
		}
		perSecond(b, n)
	})
}

// BenchmarkScan reads all links.
func BenchmarkScan(b *testing.B) {
	benchSizes(b, func(b *testing.B, n int) {
		s := benchStore(b, benchBatch(n))
		rows := 0
		b.ReportAllocs()
		for b.Loop() {
			rows = 0
			for _, err := range s.Scan(b.Context(), store.Selection{Types: entity.LinkTypes()}, store.Range{}) {
				if err != nil {
					b.Fatal(err)
				}
				rows++
			}
		}
		perSecond(b, rows)
	})
}

// BenchmarkNeighbours reads all links of 50 storefronts, as a page about a
// ring does.
func BenchmarkNeighbours(b *testing.B) {
	benchSizes(b, func(b *testing.B, n int) {
		batch := benchBatch(n)
		s := benchStore(b, batch)
		at := 0
		for b.Loop() {
			keys := make([]entity.Key, 50)
			for i := range keys {
				at = (at + 7919) % (len(batch.Nodes) / 2)
				keys[i] = batch.Nodes[2*at].Key
			}
			for _, err := range s.Neighbours(b.Context(), keys, store.Filter{}) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

// BenchmarkFind searches for a word that one node has and for one that half of
// them have.
func BenchmarkFind(b *testing.B) {
	const n = 1_000_000
	s := benchStore(b, benchBatch(n))
	for _, text := range []string{"s0123456", "taoyi", "s01", "alipay 20880000001"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Find(b.Context(), text, nil, 20); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
