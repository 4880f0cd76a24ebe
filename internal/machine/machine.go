// Package machine says what a measured figure belongs to: the commit, the day,
// the processors and how busy they were.
//
// What bites: numbers of one machine say nothing about another, and a busy one
// is slower by the clock and by the processor's count as well.
package machine

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// Machine is this machine, as it was when asked. What the system does not tell
// is "not known".
type Machine struct {
	Commit    string // of the working tree, with -dirty where it differs
	Processor string
	Memory    string
	Load      string // average over the last minute
}

// Describe looks at the machine. Ask before the runs put a load of their own
// on it.
func Describe(ctx context.Context) Machine {
	m := Machine{Commit: "not known", Processor: "not known", Memory: "not known", Load: "not known"}
	if out, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty", "--abbrev=12").Output(); err == nil {
		m.Commit = strings.TrimSpace(string(out))
	}
	if v := firstField("/proc/cpuinfo", "model name"); v != "" {
		m.Processor = v
	}
	if v := firstField("/proc/meminfo", "MemTotal"); v != "" {
		m.Memory = v
	}
	if raw, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load, _, _ = strings.Cut(string(raw), " ")
	}
	return m
}

// firstField returns the value of the first `name : value` line of a file.
func firstField(path, name string) string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(raw)) {
		key, value, ok := strings.Cut(line, ":")
		if ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// List writes the machine as the list that stands above a table of figures.
func (m Machine) List(at time.Time) string {
	return fmt.Sprintf("- commit: %s\n- date: %s\n- machine: %s, %d processors, %s memory, %s/%s\n- load of the machine before the first run: %s\n- %s\n",
		m.Commit, at.UTC().Format(time.DateOnly), m.Processor, runtime.NumCPU(), m.Memory, runtime.GOOS, runtime.GOARCH, m.Load, runtime.Version())
}
