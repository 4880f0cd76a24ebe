//go:build unix

package machine

import (
	"os"
	"runtime"
	"syscall"
)

// PeakMemory returns the peak resident memory, in bytes, of a process that has
// ended. It is never less than what the process that started it had by then:
// a caller that holds much must ask the program itself.
func PeakMemory(s *os.ProcessState) int64 {
	r, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return int64(r.Maxrss) // macOS counts bytes, Linux kilobytes
	}
	return int64(r.Maxrss) * 1024
}
