package eval

import (
	"cmp"
	"slices"
	"strconv"
)

// top is how many of a ranking's first places are looked at for ties.
const top = 100

// order is a ranking ready to be measured, and to be measured again in each
// resample: what was scored from the highest down, and behind it what was not,
// all alike.
type order struct {
	items []item
	ends  []int // the end of each block of equal scores in items
	rest  [buckets][2]float64
	hits  int // items and others that are relevant
	all   int
}

// item is one place of a ranking.
type item struct {
	score  float64
	bucket uint16
	yes    bool
}

// add takes in something with its score, or without.
func (o *order) add(unit int, score float64, scored, yes bool) {
	o.all++
	if yes {
		o.hits++
	}
	if scored {
		o.items = append(o.items, item{score, uint16(unit % buckets), yes})
		return
	}
	class := 0
	if yes {
		class = 1
	}
	o.rest[unit%buckets][class]++
}

// sort puts the highest first and finds the blocks of equal scores.
func (o *order) sort() {
	slices.SortFunc(o.items, func(a, b item) int { return cmp.Compare(b.score, a.score) })
	for i := range o.items {
		if i+1 == len(o.items) || o.items[i+1].score != o.items[i].score {
			o.ends = append(o.ends, i+1)
		}
	}
}

// blocks yields the relevant ones and all of each block of equal scores, from
// the highest down, under the weights of a resample; nil is once each.
func (o *order) blocks(w []uint8, yield func(hits, all float64) bool) {
	at := 0
	for _, end := range o.ends {
		var hits, all float64
		for ; at < end; at++ {
			n := 1.
			if w != nil {
				n = float64(w[o.items[at].bucket])
			}
			all += n
			if o.items[at].yes {
				hits += n
			}
		}
		if all > 0 && !yield(hits, all) {
			return
		}
	}
	var hits, all float64
	for b, n := range o.rest {
		k := 1.
		if w != nil {
			k = float64(w[b])
		}
		hits += k * n[1]
		all += k * (n[0] + n[1])
	}
	if all > 0 {
		yield(hits, all)
	}
}

// averagePrecision is the sum over blocks of equal scores of the gain in recall
// times the precision there (scikit-learn's average_precision_score, no
// interpolation). Unknown where nothing is relevant.
func (o *order) averagePrecision(w []uint8) Ratio {
	var hits, seen, total float64
	o.blocks(w, func(yes, all float64) bool {
		seen += all
		hits += yes
		total += yes * hits / seen
		return true
	})
	return ratio(total, hits)
}

// precisionAt is the share of relevant ones among the first k, or among all
// where there are fewer. Of a block that the cut goes through, as many count as
// a random order gives on average (F. McSherry and M. Najork, ECIR 2008).
func (o *order) precisionAt(k int, w []uint8) Ratio {
	var hits, seen float64
	o.blocks(w, func(yes, all float64) bool {
		part := min(1, (float64(k)-seen)/all)
		hits += yes * part
		seen += all * part
		return seen < float64(k)
	})
	return ratio(hits, seen)
}

// ties is the share of the first hundred places whose score is another's too,
// whether that stands among them or below. What was not scored has no place.
func (o *order) ties() Share {
	s := Share{Of: float64(min(top, len(o.items)))}
	begin := 0
	for _, end := range o.ends {
		if begin >= top {
			break
		}
		if end-begin > 1 {
			s.Hits += float64(min(end, top) - begin)
		}
		begin = end
	}
	return s
}

// ofOrder is the interval of a measure of a ranking. It rests on fewer
// resamples than others, since each goes through all of it.
func (r *resampler) ofOrder(o *order, units int, measure func(w []uint8) Ratio) Interval {
	return percentiles(r.weights[:RankingResamples], units, measure(nil), measure)
}

// AveragePrecision is the average precision of scores against labels, ties as
// one block; unknown where no label is true.
func AveragePrecision(scores []float64, labels []bool) Ratio {
	o := &order{}
	for i, s := range scores {
		o.add(i, s, true, labels[i])
	}
	o.sort()
	return o.averagePrecision(nil)
}

// atName is the name of a measure among the first k.
func atName(name string, k int) string { return name + "_at_" + strconv.Itoa(k) }
