//go:build unix

package main

import (
	"runtime"
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
	return seconds(r.Utime) + seconds(r.Stime), int64(r.Maxrss) * unit
}
