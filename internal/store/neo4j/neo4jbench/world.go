package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// world is storefronts paid on accounts, a fifth of the links on few accounts
// that many share, as the measurements of the design were made.
type world struct {
	nodes []entity.Node
	links []entity.Link
	from  int // storefronts stand first in nodes, links lead from them
}

func newWorld(links int) *world {
	shops := max(1, links*2/5)
	w := &world{from: shops}
	for i := range shops {
		w.nodes = append(w.nodes, named(entity.KindStorefront, fmt.Sprintf("p:s%08d", i), fmt.Sprint("shop ", i)))
	}
	for i := range shops {
		w.nodes = append(w.nodes, entity.Node{Key: entity.Key{Kind: entity.KindPaymentAccount, ID: fmt.Sprintf("ALIPAY:%08d", i)}})
	}
	r := rand.New(rand.NewPCG(1, 2))
	hubs := rand.NewZipf(r, 1.3, 8, uint64(shops-1))
	seen := map[[2]int]bool{}
	for i := 0; len(w.links) < links; i++ {
		pair := [2]int{r.IntN(shops), r.IntN(shops)}
		if i%5 == 0 {
			pair[1] = int(hubs.Uint64())
		}
		if !seen[pair] {
			seen[pair] = true
			w.links = append(w.links, w.link(pair[0], pair[1], len(w.links)))
		}
	}
	return w
}

func named(k entity.Kind, id, name string) entity.Node {
	return entity.Node{Key: entity.Key{Kind: k, ID: id}, Attrs: []entity.Attr{{Name: store.NameAttr, Value: entity.String(name), Claim: claim(1)}}}
}

func claim(row int) entity.Claim {
	return entity.Claim{Record: entity.NewRecord(1, uint32(row+1)), Class: entity.ClassObserved, Observed: entity.Day(2026, time.January, 1+row%365)}
}

func (w *world) link(shop, account, row int) entity.Link {
	return entity.Link{From: w.nodes[shop].Key, Type: entity.LinkPaidTo, To: w.nodes[w.from+account].Key, Claims: []entity.Claim{claim(row)}}
}
