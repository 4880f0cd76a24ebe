package hotspot

import "math"

// Prior is how rates are spread over regions: the overall rate, and the
// variance of the regions' true rates around it. It is what many regions say
// about one of which little is known.
type Prior struct {
	Mean     float64 // events per unit of base, over all regions
	Variance float64 // between regions, beyond what chance alone would give; never negative
}

// Marshall estimates the prior from all regions' events and bases (each above
// 0) by the method of moments.
//
// Source: R. J. Marshall, "Mapping disease and mortality rates using empirical
// Bayes estimators", Applied Statistics 40 (1991) 283-294: the global
// estimator. A negative variance means that the rates differ less than chance
// would have them, and is set to 0.
func Marshall(events, base []float64) Prior {
	var e, b float64
	for i := range base {
		e += events[i]
		b += base[i]
	}
	if b == 0 {
		return Prior{}
	}
	mean := e / b
	var spread float64
	for i := range base {
		d := events[i]/base[i] - mean
		spread += base[i] * d * d
	}
	return Prior{mean, max(0, spread/b-mean/(b/float64(len(base))))}
}

// Rate returns the empirical-Bayes rate of a region: its own rate, drawn
// towards the mean the more, the smaller its base.
func (p Prior) Rate(events, base float64) float64 {
	if p.Variance == 0 {
		return p.Mean
	}
	weight := p.Variance / (p.Variance + p.Mean/base)
	return weight*(events/base) + (1-weight)*p.Mean
}

// Interval returns the ends of the central credible interval that holds the
// true rate with the given probability: quantiles of the gamma distribution
// whose mean is Rate. It is false where the variance is 0, for then the prior
// says that all rates are the same and the interval would be a point.
//
// Source: with a gamma prior of this mean and variance, Poisson events leave
// the rate distributed as gamma with shape Mean²/Variance + events and rate
// Mean/Variance + base (D. Clayton, J. Kaldor, Biometrics 43 (1987) 671-681);
// that distribution's mean is Marshall's estimate.
func (p Prior) Interval(events, base, probability float64) (low, high float64, ok bool) {
	if p.Variance == 0 {
		return 0, 0, false
	}
	shape, scale := p.Mean*p.Mean/p.Variance+events, p.Mean/p.Variance+base
	tail := (1 - probability) / 2
	return gammaQuantile(shape, tail) / scale, gammaQuantile(shape, 1-tail) / scale, true
}

// gammaQuantile returns the x at which the gamma distribution of the given
// shape and rate 1 has left p of its mass, 0 < p < 1, to about 12 digits. It
// starts from the Wilson-Hilferty approximation and goes on by Newton's steps
// inside a bracket.
func gammaQuantile(shape, p float64) float64 {
	t := 1 - 1/(9*shape) + normalQuantile(p)/(3*math.Sqrt(shape))
	x := shape * t * t * t
	if t <= 0 || x < 1e-3*shape {
		x = math.Exp((math.Log(p) + logGamma(shape+1)) / shape) // the left tail is x^shape / Γ(shape+1)
	}
	low, high := 0.0, math.Inf(1)
	for range 100 {
		excess := gammaBelow(shape, x) - p
		if excess > 0 {
			high = x
		} else {
			low = x
		}
		density := math.Exp((shape-1)*math.Log(x) - x - logGamma(shape))
		next := x - excess/density
		if !(next > low && next < high) { // also where the density is 0
			if next = (low + high) / 2; math.IsInf(high, 1) {
				next = 2 * x
			}
		}
		if math.Abs(next-x) <= 1e-13*x {
			return next
		}
		x = next
	}
	return x
}

func normalQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// gammaBelow is the regularised lower incomplete gamma function P(shape, x).
//
// Source: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions,
// 6.5.29 (series, where x is small) and 6.5.31 (continued fraction, by Lentz's
// algorithm).
func gammaBelow(shape, x float64) float64 {
	if x <= 0 {
		return 0
	}
	front := math.Exp(shape*math.Log(x) - x - logGamma(shape))
	if x < shape+1 {
		term, sum := 1/shape, 1/shape
		for n := 1.0; n < 10_000 && term > sum*1e-17; n++ {
			term *= x / (shape + n)
			sum += term
		}
		return front * sum
	}
	const tiny = 1e-300
	b := x + 1 - shape
	c, d := 1/tiny, 1/b
	h := d
	for i := 1.0; i < 10_000; i++ {
		a := -i * (i - shape)
		b += 2
		if d = a*d + b; math.Abs(d) < tiny {
			d = tiny
		}
		if c = b + a/c; math.Abs(c) < tiny {
			c = tiny
		}
		d = 1 / d
		step := c * d
		h *= step
		if math.Abs(step-1) < 1e-16 {
			break
		}
	}
	return 1 - front*h
}

func logGamma(x float64) float64 {
	l, _ := math.Lgamma(x)
	return l
}
