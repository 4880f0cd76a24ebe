package main

import (
	"strings"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/machine"
)

func TestGraphReport(t *testing.T) {
	seen := func(storefronts int, read, ties, cpu float64, peak int64) measured {
		run := stageTimes{Stages: []stageTime{{Stage: "read", Seconds: read, CPU: 2}, {Stage: "projection", Seconds: .25}, {Stage: "components", Seconds: .125},
			{Stage: "community", Seconds: ties}, {Stage: "verify", Seconds: 1}}, Total: stageTime{Seconds: 9, CPU: cpu, Peak: peak}}
		return measured{planted: planted{Storefronts: storefronts, Links: 3 * storefronts}, Kinds: storefronts > 5000, Runs: []stageTimes{run, run, run},
			Machine: machine.Machine{Commit: "abc", Load: "0.5", Processor: "a processor", Memory: "1 kB"}, At: time.Date(2024, 5, 6, 23, 0, 0, 0, time.UTC)}
	}
	small := seen(1024, .1, 1, 1.024e-5, 1e6)
	small.Note = "seen in passing"
	got := graphReport([]measured{small, seen(1_000_000, .6, 5, 10, 400e6), seen(10_000_000, 7.5, 60, 100, 4e9)})
	for _, want := range []string{
		"| 1024 | 3072 | 0.10 s |  | 0.38 s |  | 1.00 s |  | 1 MB |  | no kinds |\n",
		"| 1000000 | 3000000 | 0.60 s | 0.7 s | 0.38 s | 0.5 s | 5.00 s | 6 s | 400 MB | 500 MB | held |\n",
		"| 10000000 | 30000000 | 7.50 s | 7 s | 0.38 s | 6 s | 60.00 s | 80 s | 4000 MB | 5000 MB | **missed** |\n",
		"\n1024 storefronts: seen in passing\n",
		"| 1000000 | 2.00 s | 0.00 s | 0.00 s | 0.00 s | 10.00 s | 9.00 s | 3 | 0.5 | abc | 2024-05-06 |\n",
		"     1024                                                          1\n",
		"  1000000  " + strings.Repeat("█", 50) + "    502\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
