//go:build unix

package main

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// usage returns the process's CPU seconds and its peak resident memory in
// bytes.
func usage() (cpu float64, peak int64) {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0, 0
	}
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	unit := int64(1024) // Linux counts kilobytes, macOS bytes
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	peak = int64(r.Maxrss) * unit
	if own := highWater(); own > 0 {
		peak = own
	}
	return seconds(r.Utime) + seconds(r.Stime), peak
}

// highWater returns what Linux says of the peak of this very program, 0
// elsewhere: the one of rusage begins at the memory of whoever started it.
func highWater() int64 {
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		if rest, found := strings.CutPrefix(line, "VmHWM:"); found {
			kilobytes, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64) // 0 where it is no number
			return kilobytes * 1024
		}
	}
	return 0
}
