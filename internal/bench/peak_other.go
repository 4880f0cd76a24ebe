//go:build !unix

package main

import "os"

// peakMemory is not told here: the system has no rusage.
func peakMemory(*os.ProcessState) int64 { return 0 }
