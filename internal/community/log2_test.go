package community

import (
	"math"
	"testing"
)

func TestLog2(t *testing.T) {
	for x := uint64(1); x < 1<<60; x = x*5/4 + 1 {
		want := math.Log2(float64(x))
		if got := log2(x).Float(); math.Abs(got-want) > .51/oneBit {
			t.Fatalf("log2(%d) is %v, want %v", x, got, want)
		}
	}
	if log2(1_000_000) != million {
		t.Errorf("log2 of a million is %d, the constant says %d", log2(1_000_000), million)
	}
	if log2(1) != 0 || log2(2) != oneBit || log2(1<<40) != 40*oneBit {
		t.Error("powers of two are not exact")
	}
}

func TestFactorials(t *testing.T) {
	l := newLogs(10)
	for n := range l.factorial {
		lg, _ := math.Lgamma(float64(n) + 1)
		if got := l.factorial[n].Float(); math.Abs(got-lg/math.Ln2) > .51/oneBit {
			t.Fatalf("log2(%d!) is %v, want %v", n, got, lg/math.Ln2)
		}
	}
}

func TestUpperEvents(t *testing.T) {
	for n := int64(0); n < 200; n++ {
		// The chance of n events or fewer at the bound must be near 5 %.
		mean := float64(upperEvents(n)) / 1000
		p, term := 0.0, math.Exp(-mean)
		for k := int64(0); k <= n; k++ {
			p += term
			term *= mean / float64(k+1)
		}
		if p < .045 || p > .055 {
			t.Errorf("%d events: the chance at %v is %v", n, mean, p)
		}
	}
}

func TestRateSaturates(t *testing.T) {
	if got := rate(1<<40, 1<<40, 1); got != 1_000_000_000_000 {
		t.Errorf("rate is %d", got)
	}
	if got := rate(10_000, 80_000, 160); got != 31_250_000 {
		t.Errorf("rate is %d", got)
	}
}
