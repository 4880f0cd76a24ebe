//go:build !unix

package machine

import "os"

// PeakMemory is not told here: the system has no rusage.
func PeakMemory(*os.ProcessState) int64 { return 0 }
