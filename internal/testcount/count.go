package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// event is one line of `go test -json`.
type event struct {
	Action, Package, Test, Output, ImportPath string
	Elapsed                                   float64
}

// count is what ran so far.
type count struct {
	passed, failed, skipped int
	packages                int
	broken                  []string // packages that failed without a failing test
	onStore                 map[string]int
	open                    map[string]*running // by package and test
}

// running is a test (or, with no name, a package) that has not ended.
type running struct {
	output  []string
	parent  bool // it has subtests
	failing bool
}

func newCount() *count {
	return &count{onStore: map[string]int{}, open: map[string]*running{}}
}

// see takes one line in. A line that is no event is the go command's own
// complaint and is shown.
func (c *count) see(line []byte, out io.Writer) {
	var e event
	if err := json.Unmarshal(line, &e); err != nil || e.Action == "" {
		out.Write(line)
		return
	}
	switch e.Action {
	case "run":
		c.at(e.Package, e.Test)
		if i := strings.LastIndexByte(e.Test, '/'); i >= 0 {
			c.at(e.Package, e.Test[:i]).parent = true
		}
	case "output":
		c.at(e.Package, e.Test).output = append(c.at(e.Package, e.Test).output, e.Output)
	case "build-output":
		io.WriteString(out, e.Output)
	case "pass", "fail", "skip":
		c.end(e, out)
	}
}

func (c *count) at(pkg, test string) *running {
	key := pkg + "\x00" + test
	if c.open[key] == nil {
		c.open[key] = &running{}
	}
	return c.open[key]
}

func (c *count) end(e event, out io.Writer) {
	r := c.at(e.Package, e.Test)
	delete(c.open, e.Package+"\x00"+e.Test)
	if e.Test == "" {
		c.endPackage(e, r, out)
		return
	}
	if e.Action == "fail" {
		c.at(e.Package, "").failing = true
	}
	if e.Action != "pass" {
		fmt.Fprintf(out, "%s %s %s\n", strings.ToUpper(e.Action), e.Package, e.Test)
		io.WriteString(out, strings.Join(r.output, ""))
	}
	switch {
	case e.Action == "skip":
		c.skipped++
	case r.parent:
	case e.Action == "fail":
		c.failed++
	default:
		c.passed++
		if s := storeOf(e.Package, e.Test); s != "" {
			c.onStore[s]++
		}
	}
}

// endPackage counts a package; "skip" there means that it holds no tests.
func (c *count) endPackage(e event, r *running, out io.Writer) {
	switch e.Action {
	case "pass":
		c.packages++
		fmt.Fprintf(out, "ok   %s %.1fs\n", e.Package, e.Elapsed)
	case "fail":
		c.packages++
		fmt.Fprintf(out, "FAIL %s\n", e.Package)
		if !r.failing {
			c.broken = append(c.broken, e.Package)
			io.WriteString(out, strings.Join(r.output, ""))
		}
	}
}

// stores are the words that name a store in a package's path or in a part of
// a test's name.
func stores() []string { return []string{"memory", "sqlite", "neo4j"} }

// storeOf returns the store that a test ran on, "" for none.
func storeOf(pkg, test string) string {
	for part := range strings.SplitSeq(test, "/") {
		for _, s := range stores() {
			if strings.EqualFold(part, s) {
				return s
			}
		}
	}
	for _, s := range stores() {
		if strings.HasSuffix(pkg, "/store/"+s) {
			return s
		}
	}
	return wholeProgram(pkg)
}

// wholeProgram names the store of packages whose tests run the program on a
// data folder.
func wholeProgram(pkg string) string {
	for _, tail := range []string{"/cmd/ringtrace", "/internal/investigate", "/internal/acceptance"} {
		if strings.HasSuffix(pkg, tail) {
			return "sqlite"
		}
	}
	return ""
}

// clean reports whether everything ran and passed.
func (c *count) clean() bool {
	return c.failed == 0 && c.skipped == 0 && len(c.broken) == 0 && c.passed > 0
}

func (c *count) print(w io.Writer) {
	for _, pkg := range slices.Sorted(slices.Values(c.broken)) {
		fmt.Fprintf(w, "broken package: %s\n", pkg)
	}
	fmt.Fprintf(w, "\n%d tests in %d packages: %d passed, %d failed, %d skipped\n",
		c.passed+c.failed+c.skipped, c.packages, c.passed, c.failed+len(c.broken), c.skipped)
	none := c.passed
	for _, s := range slices.SortedFunc(maps.Keys(c.onStore), func(a, b string) int {
		return cmp.Compare(slices.Index(stores(), a), slices.Index(stores(), b))
	}) {
		fmt.Fprintf(w, "on %-7s %d\n", s+":", c.onStore[s])
		none -= c.onStore[s]
	}
	fmt.Fprintf(w, "no store:  %d\n", none)
}
