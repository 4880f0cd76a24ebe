// Command testcount runs `go test -json` with the arguments it is given, shows
// what failed, and ends by saying how many tests ran and on which store. It
// exits with 1 when a test fails or is skipped.
//
// What bites: only leaves are counted, that is tests without subtests of their
// own, so that a table of ten rows is ten tests and not eleven. A package
// whose build fails counts as a failure.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
)

func main() {
	cmd := exec.Command("go", append([]string{"test", "-json"}, os.Args[1:]...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "testcount:", err)
		os.Exit(1)
	}
	total := tally(out, os.Stdout)
	failed := cmd.Wait()
	total.print(os.Stdout)
	if failed != nil || !total.clean() {
		os.Exit(1)
	}
}

// tally reads the go command's events to their end and prints what failed or
// was skipped as it goes.
func tally(events io.Reader, out io.Writer) *count {
	c := newCount()
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			c.see(line, out)
		}
		if err != nil {
			return c
		}
	}
}
