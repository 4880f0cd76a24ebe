//go:build !unix

package main

// usage is not told here: the system has no getrusage.
func usage() (cpu float64, peak int64) { return 0, 0 }
