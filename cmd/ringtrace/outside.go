package main

import (
	"fmt"
	"strings"

	"github.com/ringtrace/ringtrace/internal/ring"
)

// writeCells lists who stands on either side of the weakest tie.
func writeCells(g *page, c *ring.Cut) {
	for _, cell := range [][]string{c.A, c.B} {
		if len(cell) > 0 {
			g.sub("%s", someOf(cell))
		}
	}
}

// writeOutside prints the strongest tie that was refused, and what a second
// method makes of the ring.
func writeOutside(g *page, r *ring.Ring) {
	if t := r.Refused; t != nil {
		g.head("Possible link, refused")
		g.item("%s, over %s", otherSide(t), keys(t.Identifiers))
		g.sub("%s", t.Sentence())
	}
	if o := r.SecondOpinion; o != nil && o.Verdict != ring.NotAsked {
		g.head("Second opinion")
		g.item("%s", o.Sentence())
		if len(o.Rings) > 0 {
			g.sub("of %s among others", strings.Join(o.Rings, ", "))
		}
	}
}

// otherSide names whom a refused tie leads to.
func otherSide(t *ring.Refused) string {
	who := t.With
	if t.WithSize > 1 {
		who = fmt.Sprintf("%s with %s", t.With, count(t.WithSize-1, "other", "others"))
	}
	if t.Ring != "" {
		who += " in " + t.Ring
	}
	return who
}

const someShown = 20

// someOf lists the first of many names.
func someOf(names []string) string {
	if rest := len(names) - someShown; rest > 0 {
		return fmt.Sprintf("%s and %s more", strings.Join(names[:someShown], ", "), thousands(rest))
	}
	return strings.Join(names, ", ")
}

// writeProved says what --verify proved.
func writeProved(g *page, yes bool) {
	if yes {
		g.item("proved: every merge was admissible when it was made and none was left, cores are 2-cores, weakest ties are the weakest that were met")
	}
}
