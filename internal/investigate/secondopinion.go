package investigate

import (
	"context"
	"errors"
	"fmt"

	"github.com/ringtrace/ringtrace/internal/leiden"
)

// secondOpinion asks a second method what it makes of each ring. It decides
// nothing; where its arithmetic would not be exact, nothing is asked.
func (s *Service) secondOpinion(ctx context.Context, d *detection) error { return d.askAgain(ctx) }

func (d *detection) askAgain(ctx context.Context) (err error) {
	d.opinions, err = leiden.SecondOpinion(ctx, d.graph.CSR, d.result, d.params.Community.Workers)
	if d.unasked = errors.Is(err, leiden.ErrTooFine); d.unasked {
		return nil
	}
	return err
}

// opined counts what the second method makes of the groups that it was asked
// about.
func (d *detection) opined() []string {
	if d.unasked {
		return []string{"No second method was asked: in data of this size its sums would not be exact."}
	}
	var n [leiden.Joins + 1]int
	for _, o := range d.opinions {
		n[o.Verdict]++
	}
	asked := n[leiden.Agrees] + n[leiden.Splits] + n[leiden.Joins]
	if asked == 0 {
		return nil
	}
	return []string{fmt.Sprintf("A second method, which weighs links and does not ask what chance gives, finds %d of %d groups as they are; it would cut %d and put others into %d.",
		n[leiden.Agrees], asked, n[leiden.Splits], n[leiden.Joins])}
}
