package eval

// Point is one point of a precision-recall curve.
type Point struct {
	Recall    float64 `json:"recall"`
	Precision float64 `json:"precision"`
}

// points is how many points of a curve are kept at most, but for the last.
const points = 50

// curve is precision against recall at the ends of blocks of equal scores,
// thinned to one point for each fiftieth of recall. Empty where nothing is
// relevant.
func (o *order) curve() []Point {
	out := []Point{}
	if o.hits == 0 {
		return out
	}
	var hits, seen, last float64
	o.blocks(nil, func(yes, all float64) bool {
		hits += yes
		seen += all
		p := Point{hits / float64(o.hits), hits / seen}
		if hits > 0 && (p.Recall >= last+1./points || p.Recall == 1 || len(out) == 0) && (len(out) == 0 || out[len(out)-1].Recall < 1) {
			out, last = append(out, p), p.Recall
		}
		return true
	})
	return out
}
