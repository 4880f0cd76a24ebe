package neo4j

import (
	"context"
	"errors"
	"time"
)

// awayWithin is how long a server may leave a new transaction unanswered. The
// driver's own limits (for a name, a connection, a greeting, a retry) add up
// to more than the five seconds within which an absent server is to be
// reported; this one holds whatever they are.
const awayWithin = 3500 * time.Millisecond

// betweenAttempts is the pause of a caller that begins a transaction itself.
const betweenAttempts = 50 * time.Millisecond

// errAway ends a transaction that no server answered.
var errAway = errors.New("no server answered")

// patience ends a context when no server has answered for awayWithin.
type patience struct {
	ctx    context.Context
	timer  *time.Timer
	cancel context.CancelCauseFunc
}

// waiting begins to wait for a server.
func waiting(ctx context.Context) *patience {
	ctx, cancel := context.WithCancelCause(ctx)
	return &patience{ctx, time.AfterFunc(awayWithin, func() { cancel(errAway) }), cancel}
}

// heard tells that a server has answered: its statement may take its time.
func (p *patience) heard() { p.timer.Stop() }

// again tells that the driver may turn to a server anew.
func (p *patience) again() { p.timer.Reset(awayWithin) }

// pause waits a moment before another attempt, and reports whether there is to
// be one.
func (p *patience) pause() bool {
	select {
	case <-time.After(betweenAttempts):
		return true
	case <-p.ctx.Done():
		return false
	}
}

// end frees what waiting took and returns err, or what it is due to.
func (p *patience) end(err error) error {
	if err != nil && errors.Is(context.Cause(p.ctx), errAway) {
		err = errAway
	}
	p.timer.Stop()
	p.cancel(nil)
	return err
}
