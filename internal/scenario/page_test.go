package scenario_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/scenario"
)

// page is docs/scenarios.md.
func page(all, open []*scenario.Scenario, needs breaks) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, pageHead, len(all), len(rules()))
	rulesTable(&out, all, needs)
	matrix(&out, all, needs)
	out.WriteString("\n## The scenarios\n")
	for _, s := range all {
		describe(&out, s, needs[s.Name])
	}
	if len(open) > 0 {
		out.WriteString(openHead)
		for _, s := range open {
			describe(&out, s, nil)
		}
	}
	return out.Bytes()
}

const openHead = `
## Open: what does not hold yet

Worlds in which the program is wrong today. A test sees to it that a world leaves this list when it holds.
`

const pageHead = `# Scenarios

<!-- Written by go test ./internal/scenario -run TestEveryRule -update. -->

%d small invented worlds, each a file of internal/scenario/testdata, with what must be found in it, what must not, and why. Each holds through
the Go API, the command line and GraphQL, on the memory store, SQLite and Neo4j, with its rows in any order, by one worker or eight, and loaded twice; all
of them see the same rings to the letter. CONTRIBUTING.md says how to add one.

%d rules of the program can be switched off in tests, and in tests only. A scenario that holds without every single rule guards nothing, and a rule
without which every scenario holds is guarded by nothing; a test refuses both.

## The rules

`

func rulesTable(out *bytes.Buffer, all []*scenario.Scenario, needs breaks) {
	out.WriteString("| | rule | what it says | scenarios that fail without it |\n|---|---|---|---|\n")
	for i, r := range rules() {
		var by []string
		for _, s := range all {
			if slices.Contains(needs[s.Name], r.name) {
				by = append(by, s.Name)
			}
		}
		fmt.Fprintf(out, "| %d | %s | %s | %s |\n", i+1, r.name, r.about, strings.Join(by, ", "))
	}
}

// matrix draws which scenario (down) fails without which rule (across).
func matrix(out *bytes.Buffer, all []*scenario.Scenario, needs breaks) {
	out.WriteString("\n## The matrix\n\nA cross: the scenario fails when the rule of that number is off.\n\n| scenario |")
	for i := range rules() {
		fmt.Fprintf(out, " %d |", i+1)
	}
	out.WriteString("\n|---|" + strings.Repeat("---|", len(rules())) + "\n")
	for _, s := range all {
		fmt.Fprintf(out, "| %s |", s.Name)
		for _, r := range rules() {
			if slices.Contains(needs[s.Name], r.name) {
				out.WriteString(" x |")
			} else {
				out.WriteString("  |")
			}
		}
		out.WriteByte('\n')
	}
}

func describe(out *bytes.Buffer, s *scenario.Scenario, needs []string) {
	fmt.Fprintf(out, "\n### %s\n\n%s\n\n", s.Name, strings.TrimSpace(s.About))
	for i, step := range s.Steps() {
		if i > 0 {
			fmt.Fprintf(out, "\nStep %d. %s\n\n", i+1, strings.TrimSpace(step.Why))
		}
		found, not := expected(&step.Expect)
		bullet(out, "Must be found", found)
		bullet(out, "Must not", not)
	}
	bullet(out, "Fails without", needs)
}

func bullet(out *bytes.Buffer, head string, what []string) {
	if len(what) > 0 {
		fmt.Fprintf(out, "- %s: %s.\n", head, strings.Join(what, "; "))
	}
}

// expected puts into words what must be there and what must not.
func expected(e *scenario.Expect) (found, not []string) {
	found, not = numbers(e)
	say := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	for _, l := range []struct {
		words string
		lists []string
	}{{"exactly %s as one group", e.Together}, {"%s as core", e.Core}, {"%s as attached", e.Attached}, {"%s as peripheral", e.Peripheral},
		{"%s as a hub, seen and not used", e.Hubs}, {"the group of %s as it was", e.Kept}, {"the change of %s, and of no other", e.Changed}} {
		for _, list := range l.lists {
			say(l.words, list)
		}
	}
	if e.Changed != nil && len(e.Changed) == 0 {
		not = append(not, "any change")
	}
	for _, r := range e.Remarks {
		say("of %s, %s", r.Of, r.Says)
	}
	for _, r := range e.Weakest {
		say("%s as the weakest tie of %s", r.Says, r.Of)
	}
	for _, l := range e.Possible {
		say("%s as a possible link of the group of %s to %s", l.Says, l.Of, l.To)
	}
	for _, a := range e.Answers {
		say("of %s and the group of %s: \"... %s ...\"", a.Of, a.Ring, a.Says)
	}
	found = append(found, risks(e)...)
	for _, list := range e.Never {
		not = append(not, list+" in any group")
	}
	for _, list := range e.Apart {
		not = append(not, "two of "+list+" together")
	}
	return found, not
}

// numbers tells how many groups of each status there must be.
func numbers(e *scenario.Expect) (found, not []string) {
	for _, n := range []struct {
		what string
		want *int
	}{{"ring", e.Rings}, {"account group", e.AccountGroups}, {"candidate", e.Candidates}, {"pair", e.Pairs}} {
		switch {
		case n.want == nil:
		case *n.want == 0:
			not = append(not, "any "+n.what)
		case *n.want == 1:
			found = append(found, "1 "+n.what)
		default:
			found = append(found, fmt.Sprintf("%d %ss", *n.want, n.what))
		}
	}
	return found, not
}

func risks(e *scenario.Expect) (out []string) {
	for _, r := range e.Risk {
		if r.Above != nil {
			out = append(out, fmt.Sprintf("a risk above %v for %s", *r.Above, r.Of))
		}
		if r.Below != nil {
			out = append(out, fmt.Sprintf("a risk below %v for %s", *r.Below, r.Of))
		}
	}
	return out
}
