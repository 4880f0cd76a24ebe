package eval

import "strconv"

// Ratio is a measure that may be unknown, because nothing was there to divide
// by.
type Ratio struct {
	Value float64
	Known bool
}

func ratio(num, den float64) Ratio {
	if den == 0 {
		return Ratio{}
	}
	return Ratio{num / den, true}
}

// harmonic is the F measure: unknown where one of the two is, 0 where both
// are.
func harmonic(p, r Ratio) Ratio {
	switch {
	case !p.Known || !r.Known:
		return Ratio{}
	case p.Value+r.Value == 0:
		return Ratio{0, true}
	}
	return Ratio{2 * p.Value * r.Value / (p.Value + r.Value), true}
}

// String returns four digits after the point, "" when the ratio is unknown.
func (r Ratio) String() string {
	if !r.Known {
		return ""
	}
	return strconv.FormatFloat(r.Value, 'f', 4, 64)
}

// MarshalJSON writes a number, null when the ratio is unknown.
func (r Ratio) MarshalJSON() ([]byte, error) {
	if !r.Known {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, r.Value, 'g', -1, 64), nil
}
