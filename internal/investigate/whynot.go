package investigate

import (
	"context"
	"fmt"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// tellRefused tells what the run weighed between a ring and a storefront that is
// no member: the strongest refused tie of either side, where it leads to the
// other; otherwise what a single shared value is worth. shared is how many
// values both carry that might tie them.
func (s *Service) tellRefused(ctx context.Context, v *RingView, shop string, shared int) ([]string, error) {
	of, err := s.RingsOf(ctx, []string{shop}, false)
	if err != nil {
		return nil, err
	}
	own := of[0]
	if t := v.Ring.Refused; t != nil && (t.With == shop || own != "" && t.Ring == own) {
		return []string{"This is the strongest tie of this group that was refused, a possible link: " + t.Sentence()}, nil
	}
	if own != "" {
		other, err := s.Ring(ctx, own)
		if err != nil {
			return nil, err
		}
		if t := other.Ring.Refused; t != nil && t.Ring == v.Ring.ID {
			return []string{fmt.Sprintf("This is the strongest tie of %s, which holds the storefront, that was refused, a possible link: %s", own, t.Sentence())}, nil
		}
	}
	if shared == 1 {
		return []string{"One identifier only: a single shared value joins nobody to a group, unless one party keeps it to itself."}, nil
	}
	return nil, nil
}

// mightTie reports whether a value that both an outsider and members carry may
// tie them: both by hard links, and not one that ties nobody in the group.
func mightTie(v *RingView, id entity.Key, mine, theirs entity.Class) bool {
	for _, h := range v.Ring.SeenNotUsed {
		if h.Identifier == id {
			return false
		}
	}
	return mine.Hard() && theirs.Hard()
}
