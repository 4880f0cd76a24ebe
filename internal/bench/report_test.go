package main

import (
	"strings"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/machine"
)

func TestReport(t *testing.T) {
	figures := []figure{
		{what: "quick", unit: "s", bar: 5, runs: []float64{3, 1, 2}},
		{what: "large", unit: "MB", bar: 1000, runs: []float64{1200}},
		{what: "rate", unit: "rows/s", least: 80_000, runs: []float64{90_000, 70_000.4, 79_999}},
		{what: "share", unit: "×", least: 0.6, runs: []float64{0.61}},
		{what: "free", unit: "s", runs: []float64{1, 2}, note: "no bar"},
	}
	got := report(figures, machine.Machine{Commit: "abc", Processor: "a processor", Memory: "1 kB", Load: "0.5"}, time.Date(2024, 5, 6, 23, 0, 0, 0, time.UTC))
	for _, want := range []string{
		"- commit: abc\n- date: 2024-05-06\n",
		"- load of the machine before the first run: 0.5\n",
		"| quick | 2.00 s | ≤ 5 s | held | 3.00 s, 1.00 s, 2.00 s |\n",
		"| large | 1200 MB | ≤ 1000 MB | **missed** | 1200 MB |\n",
		"| rate | 79999 rows/s | ≥ 80000 rows/s | **missed** | 90000 rows/s, 70000 rows/s, 79999 rows/s |\n",
		"| share | 0.61 × | ≥ 0.6 × | held | 0.61 × |\n",
		"| free (no bar) | 2.00 s |  |  | 1.00 s, 2.00 s |\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
