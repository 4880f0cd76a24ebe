package main

import (
	"os"
	"runtime/debug"
)

// How much memory a load, a detection and a measurement take before garbage is
// collected more often than usual. What a load needs at one time is some 350 MB
// however large the file is; left alone, garbage doubles that. The other two
// need more where there is more evidence, and may have it.
const (
	loadHeap   = 480 << 20
	detectHeap = 750 << 20
	evalHeap   = 1 << 30
)

// boundHeap holds this process to a soft limit until the returned function is
// called. GOMEMLIMIT, where it is set, holds instead.
func boundHeap(limit int64) (release func()) {
	if os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	before := debug.SetMemoryLimit(limit)
	return func() { debug.SetMemoryLimit(before) }
}

// fileGarbage is how much garbage, in hundredths of what is alive, detection on
// a file lets gather: a file may be as large as the machine allows, and little
// of what is alive has to be looked through.
const fileGarbage = 40

// boundGarbage collects garbage earlier than usual until the returned function
// is called. GOGC, where it is set, holds instead.
func boundGarbage(percent int) (release func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(before) }
}
