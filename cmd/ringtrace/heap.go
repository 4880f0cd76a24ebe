package main

import (
	"os"
	"runtime/debug"
)

// loadHeap is how much memory a load takes before garbage is collected more
// often than usual. What it needs at one time is some 350 MB however large
// the file is; left alone, garbage doubles that.
const loadHeap = 480 << 20

// boundHeap holds this process to a soft limit until the returned function is
// called. GOMEMLIMIT, where it is set, holds instead.
func boundHeap(limit int64) (release func()) {
	if os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	before := debug.SetMemoryLimit(limit)
	return func() { debug.SetMemoryLimit(before) }
}
