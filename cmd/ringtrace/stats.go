package main

import (
	"math"
	"time"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

// stageStats is what one stage cost.
type stageStats struct {
	Stage   string  `json:"stage"`
	Seconds float64 `json:"seconds"`
	CPU     float64 `json:"cpuSeconds,omitempty"`
	Peak    int64   `json:"peakBytes,omitempty"` // of the process until the stage's end; 0 where it was not told
}

// meter measures stages as they end.
type meter struct {
	now    func() time.Time
	last   time.Time
	cpu    float64
	stages []stageStats
	update *investigate.FileUpdate // what further links did; nil where there were none
}

func newMeter(now func() time.Time) *meter {
	cpu, _ := usage()
	return &meter{now: now, last: now(), cpu: cpu}
}

// ended closes the stage that began with the last call, or with newMeter.
func (m *meter) ended(stage string) {
	at := m.now()
	cpu, peak := usage()
	m.stages = append(m.stages, stageStats{stage, micros(at.Sub(m.last).Seconds()), micros(cpu - m.cpu), peak})
	m.last, m.cpu = at, cpu
}

// detectStats is what `detect --stats` prints.
type detectStats struct {
	Run    string       `json:"run,omitempty"`
	Stages []stageStats `json:"stages"`
	Total  stageStats   `json:"total"`
	// Update is what further links did, nil where there were none.
	Update *investigate.FileUpdate `json:"update,omitempty"`
}

func storedStats(d *investigate.DetectReport) detectStats {
	out := detectStats{Run: d.Run.ID}
	for _, s := range d.Stages {
		out.Stages = append(out.Stages, stageStats{Stage: s.Name, Seconds: micros(s.Seconds)})
	}
	return out.summed()
}

// summed adds the total, with the CPU time and peak of the whole process.
func (d detectStats) summed() detectStats {
	d.Total.Stage = "total"
	for _, s := range d.Stages {
		d.Total.Seconds += s.Seconds
	}
	cpu, peak := usage()
	d.Total.Seconds, d.Total.CPU, d.Total.Peak = micros(d.Total.Seconds), micros(cpu), peak
	return d
}

// micros cuts seconds to what a clock can tell.
func micros(seconds float64) float64 { return math.Round(seconds*1e6) / 1e6 }
