package hotspot_test

import (
	"math"
	"slices"
	"testing"

	"github.com/ringtrace/ringtrace/internal/hotspot"
)

// sids2 is the number of sudden infant deaths and of births in the 100
// counties of North Carolina, 1974-78: the example data of PySAL (libpysal,
// BSD-3-Clause), after N. Cressie and N. H. Chan (1989).
func sids2() (deaths, births []float64) {
	return []float64{
			1, 0, 5, 1, 9, 7, 0, 0, 4, 1, 2, 16, 4, 4, 4, 18, 3, 4, 1, 1, 1, 0, 1, 2, 10,
			23, 13, 6, 4, 16, 8, 0, 10, 6, 0, 2, 16, 2, 4, 1, 0, 8, 5, 5, 0, 5, 7, 2, 11, 3,
			14, 5, 9, 6, 2, 0, 7, 3, 4, 5, 12, 18, 6, 10, 8, 2, 5, 44, 3, 3, 5, 5, 0, 10, 3,
			11, 1, 0, 4, 1, 2, 38, 1, 4, 15, 7, 0, 4, 4, 0, 13, 8, 29, 31, 5, 8, 4, 15, 12, 5,
		}, []float64{
			1091, 487, 3188, 508, 1421, 1452, 286, 420, 968, 1612, 1035, 4449, 1671, 1556, 2180, 3608, 1638, 3146, 1323, 484,
			751, 781, 1269, 1399, 11858, 16184, 4672, 1324, 3164, 7970, 4021, 671, 3657, 3609, 770, 1549, 14484, 765, 4139, 1207,
			1333, 5509, 3573, 990, 248, 1946, 4456, 1646, 3702, 4606, 5094, 5754, 7515, 3999, 2110, 521, 2692, 675, 870, 2252,
			2992, 6638, 3776, 4866, 2216, 1143, 2648, 21588, 4099, 1258, 2356, 2574, 415, 3589, 1173, 9014, 533, 797, 3025, 542,
			1027, 20366, 578, 3915, 1570, 1494, 338, 2483, 2756, 284, 5868, 2255, 11158, 7889, 2414, 1782, 1228, 3350, 5526, 2181,
		}
}

// mexico1940 is the product per head of the 32 states of Mexico in 1940, from
// the example data of PySAL (libpysal, BSD-3-Clause).
func mexico1940() []float64 {
	return []float64{
		10384, 22361, 9573, 3758, 2934, 8578, 8537, 6909, 17816, 12132, 4359, 2181, 4414, 5309, 3408, 3327,
		6936, 4836, 9073, 1892, 3569, 11016, 21965, 4372, 4840, 6399, 2459, 7508, 3605, 5203, 7990, 3734,
	}
}

// G10: the first five are the literals of esda's own test of Empirical_Bayes;
// all were computed with esda 2.9.0.
func TestMarshallEqualsESDA(t *testing.T) {
	deaths, births := sids2()
	prior := hotspot.Marshall(deaths, births)
	for i, want := range []float64{0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349} {
		if got := prior.Rate(deaths[i], births[i]); math.Abs(got-want) > 5e-8 {
			t.Errorf("county %d: %.9f, want %.7f", i+1, got, want)
		}
	}
	for at, want := range map[int]float64{0: 0.001697297330855623, 8: 0.0025896961137349232, 24: 0.0010570229629814991, 84: 0.004838804052126551, 99: 0.0021443955707693865} {
		if got := prior.Rate(deaths[at], births[at]); math.Abs(got-want) > 1e-16 {
			t.Errorf("county %d: %.18f, want %.18f", at+1, got, want)
		}
	}
}

// G15: Gini is the literal of PySAL's inequality package; HHI and the share of
// the top three are plain arithmetic on the same column.
func TestGiniEqualsPySAL(t *testing.T) {
	values := slices.Sorted(slices.Values(mexico1940()))
	for name, c := range map[string]struct{ got, want float64 }{
		"Gini":  {hotspot.Gini(values), 0.3537237117345285},
		"HHI":   {hotspot.HHI(values), 0.046937542928579275},
		"top 3": {hotspot.TopShare(values, 3), 0.26857466386027995},
	} {
		if math.Abs(c.got-c.want) > 1e-12 {
			t.Errorf("%s: %.16f, want %.16f", name, c.got, c.want)
		}
	}
}
