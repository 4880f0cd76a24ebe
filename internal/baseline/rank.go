package baseline

import (
	"cmp"
	"math"
	"slices"
)

// alone is the score without any linking: each storefront by its own records.
func alone(e *Evidence) []float64 {
	out := make([]float64, len(e.Alone))
	for i, a := range e.Alone {
		out[i] = a.Risk
	}
	return out
}

// ofRings gives each member of a ring the ring's chance, by noisy-OR (one
// guilty member makes all guilty: 1 - (1-p1)(1-p2)...) and by the mean. Whoever
// is in no ring keeps its own.
func ofRings(e *Evidence) (noisy, mean []float64) {
	noisy, mean = make([]float64, len(e.Alone)), make([]float64, len(e.Alone))
	for i, a := range e.Alone {
		noisy[i], mean[i] = a.Chance, a.Chance
	}
	for _, members := range e.Rings {
		none, sum := 1., 0.
		for _, m := range members {
			none *= 1 - e.Alone[m].Chance
			sum += e.Alone[m].Chance
		}
		for _, m := range members {
			noisy[m], mean[m] = 1-none, sum/float64(len(members))
		}
	}
	return noisy, mean
}

// degrees count the values that each storefront shows, shared or not.
func degrees(e *Evidence) []float64 {
	out := make([]float64, len(e.Snapshot.Shops))
	for i := range out {
		out[i] = float64(len(e.Snapshot.OfShop(int32(i))))
	}
	return out
}

func complaints(e *Evidence) []float64 {
	out := make([]float64, len(e.Snapshot.Shops))
	for shop, n := range e.Complaints {
		out[shop] = float64(n)
	}
	return out
}

// Offer is the price that one storefront asks for an article.
type Offer struct {
	Storefront int32
	Article    string // the same for the same article and currency
	Price      float64
}

// prices rank by cheapness: the mean over a storefront's offers of the log of
// the article's median price over its own. Articles that one storefront alone
// offers, and prices of nothing, say nothing; 0 is usual.
func prices(e *Evidence) []float64 {
	offers := slices.DeleteFunc(slices.Clone(e.Offers), func(o Offer) bool { return !(o.Price > 0) })
	slices.SortFunc(offers, func(a, b Offer) int {
		return cmp.Or(cmp.Compare(a.Article, b.Article), cmp.Compare(a.Price, b.Price), cmp.Compare(a.Storefront, b.Storefront))
	})
	sum, n := make([]float64, len(e.Snapshot.Shops)), make([]float64, len(e.Snapshot.Shops))
	for len(offers) > 0 {
		end := 1
		for end < len(offers) && offers[end].Article == offers[0].Article {
			end++
		}
		article := offers[:end]
		offers = offers[end:]
		if ofOne(article) {
			continue
		}
		usual := (math.Log(article[(end-1)/2].Price) + math.Log(article[end/2].Price)) / 2
		for _, o := range article {
			sum[o.Storefront] += usual - math.Log(o.Price)
			n[o.Storefront]++
		}
	}
	for i := range sum {
		sum[i] /= max(1, n[i])
	}
	return sum
}

// ofOne reports whether all offers are of one storefront.
func ofOne(offers []Offer) bool {
	return !slices.ContainsFunc(offers, func(o Offer) bool { return o.Storefront != offers[0].Storefront })
}
