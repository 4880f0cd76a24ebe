package investigate

import (
	"fmt"
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// notes says what the run could not tell.
func (d *detection) notes() []string {
	var out []string
	occurs := map[entity.Kind]bool{}
	for _, id := range d.graph.Live {
		occurs[d.snap.IDs[id].Kind] = true
	}
	for _, t := range d.result.Types {
		if !occurs[d.graph.Kinds[t.Type]] || int(t.Type) >= len(d.graph.Kinds)-d.graph.Vouched {
			continue
		}
		kind := d.graph.Kinds[t.Type]
		switch t.Grant {
		case community.NotTested:
			out = append(out, fmt.Sprintf("%s: held to be exclusive by the schema; the data could not test it (%d witnesses, %d events).", kind, t.Witnesses, t.Events))
		case community.Confirmed:
			out = append(out, fmt.Sprintf("%s: exclusive; %d events among %d witnesses, at most %d accidents per million storefronts (95 %%).", kind, t.Events, t.Witnesses, t.UpperPPM))
		case community.Revoked:
			out = append(out, revoked(kind.String(), t.Events, t.Witnesses, t.UpperPPM))
		}
	}
	if d.table != nil {
		for _, k := range d.table.Kinds {
			if k.Grant == community.Revoked.String() {
				out = append(out, revoked(k.Kind, k.Events, k.Witnesses, k.UpperPPM))
			}
		}
	}
	if len(out) == 0 {
		out = append(out, "No two storefronts share a value of a kind that is held to be exclusive.")
	}
	return slices.Concat(out, d.lent(), d.timed(), d.opined(), d.kept(), d.chances(), d.heeded.notes())
}

// revoked says that the data showed strangers to share values of a kind, when
// the statistics were made that the run goes by.
func revoked(kind string, events, witnesses int, upper int64) string {
	return fmt.Sprintf("%s: not exclusive in these data (%d events among %d witnesses, at most %d accidents per million storefronts, 95 %%); treated as an ordinary kind.",
		kind, events, witnesses, upper)
}

// lent says whether a place and a telephone that go together may be one
// service's, in these data.
func (d *detection) lent() []string {
	switch l := d.graph.Lending; {
	case l.Hubs == 0:
		return nil
	case l.Revoked:
		return []string{fmt.Sprintf("None of %d over-shared places and contacts comes with a second one; a ring may rest on a place and its telephone.", l.Hubs)}
	default:
		return []string{fmt.Sprintf("%d of %d over-shared places and contacts come with a second one; no ring rests on a place and its telephone alone.", l.Pairs, l.Hubs)}
	}
}

// timed says what time took out.
func (d *detection) timed() []string {
	var out []string
	if n := d.graph.Counts.Reassigned; n > 0 {
		out = append(out, fmt.Sprintf("%d values began again after a long silence; who used one before and who uses it since are not tied by it.", n))
	}
	if n := len(d.graph.Handovers); n > 0 {
		out = append(out, fmt.Sprintf("%d storefronts changed hands; %d of their links, from before, tie nobody.", n, d.graph.Counts.Former))
	}
	return out
}
