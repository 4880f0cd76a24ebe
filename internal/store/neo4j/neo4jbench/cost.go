package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// cost is what one step took: by the clock, and of the processors, server and
// client together, and of the client alone. Processor time hardly minds who
// else is busy on the machine.
type cost struct{ wall, cpu, client time.Duration }

// stopwatch starts measuring a step.
func (m *measured) stopwatch() func() cost {
	began, server, client := time.Now(), cpuOf(m.server), cpuOf(os.Getpid())
	return func() cost {
		c := cost{wall: time.Since(began), client: cpuOf(os.Getpid()) - client}
		c.cpu = c.client + cpuOf(m.server) - server
		return c
	}
}

// cpuOf returns the processor time of a process so far; 0 where the system
// does not tell it as Linux does.
func cpuOf(pid int) time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// The name in brackets may hold blanks; user and system time stand 12th
	// and 13th behind it, in hundredths of a second. proc(5)
	fields := strings.Fields(string(raw)[strings.LastIndexByte(string(raw), ')')+1:])
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond
}
