package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/machine"
)

// page writes the document and returns the missed bars in words.
func page(presets []preset, o options, on machine.Machine, now time.Time) (text string, missed []string) {
	var b strings.Builder
	fmt.Fprintf(&b, "# Detection on invented worlds\n\nWritten by `make eval` on %s at commit %s: %d storefronts, seeds 1 to %d; do not edit.\n\n",
		now.UTC().Format(time.DateOnly), on.Commit, o.storefronts, o.seeds)
	b.WriteString("Findable is what the input's own hard evidence holds together of a ring (docs/glossary.md); *pair R whole* counts the other members of such\n" +
		"rings too. In brackets stand intervals of 95 %: operations of each world are drawn anew, and what that gives is added up over the worlds,\n" +
		"which are independent. A bar that is missed is marked with !. Bars are for standard, low-illicit and framing, over all seeds, and are those\n" +
		"of the design notes: none was set after its figure was seen.\n\n")
	missed = barTable(&b, presets)
	fmt.Fprintf(&b, "\n%d bars are missed.\n", len(missed))
	for _, m := range missed {
		fmt.Fprintf(&b, "- %s\n", m)
	}
	b.WriteString("\n## Beside other methods\n\nThe same evidence, grouped as others would: connected components over every shared value, the same without values of more than 25 users,\n" +
		"and plain Louvain at resolution 1. The ceiling knows the truth and groups what is findable. False groups are those of three and more in\n" +
		"which no two storefronts are of one operation; taken in are innocents who share infrastructure and are in a group of three and more. All\n" +
		"seeds together.\n\n")
	methodTable(&b, presets)
	b.WriteString("\n## Scores beside other rankings\n\nAverage precision (AP) and precision among the first, of illicit storefronts; the mean over the seeds. *Score* is the run's, of whoever is in\n" +
		"no group by its own records; *score alone* is by own records throughout; noisy-OR and mean give every member of a ring what its members'\n" +
		"chances come to. Brier and ECE take a hundredth of the score for a chance of guilt, which the product never claims. Ties is the share of\n" +
		"the first hundred that have the score of another.\n\n")
	rankTable(&b, presets)
	b.WriteString("\n## What holds together, by kind of value\n\nOf the links of each kind that the truth knows, the share whose two storefronts our groups hold together: genuine links are of one operation,\n" +
		"accidental ones of two, hubs serve everybody, planted ones frame an innocent.\n\n")
	kindTable(&b, presets)
	b.WriteString("\n## Who is in which tier\n\n")
	tierTable(&b, presets)
	b.WriteString("\n## Rings that cannot be asked for\n\nTrue rings and pairs by whether they are findable, or why not, and how many of each some group of ours meets with a Jaccard index of .5.\n\n")
	reasonTable(&b, presets)
	b.WriteString("\n## After one per cent more data\n\nThe world of a hundredth more storefronts begins with the same ones; it is loaded on top and detected again. Untouched are the groups that no new row is\n" +
		"about, nor a value that one of them names. Of lfr the last block is drawn anew as it grows, and its old links stay.\n\n")
	growthTable(&b, presets)
	return b.String(), missed
}

// summary is the short table that stands in docs/benchmarks.md: the presets with
// bars.
func summary(presets []preset, o options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## Detection on invented worlds\n\nWritten by `make eval`: %d storefronts, seeds 1 to %d together. All figures, other presets, bars and what was not found are in\n"+
		"[evaluation.md](evaluation.md); other programs on the same graphs in [benchmarks-peers.md](benchmarks-peers.md).\n\n", o.storefronts, o.seeds)
	methodTable(&b, slices.DeleteFunc(slices.Clone(presets), func(p preset) bool { return !p.barred() }))
	return b.String()
}
