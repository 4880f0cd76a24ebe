package neo4j

import (
	"sync"
	"time"
)

// pins are the reads of this process that are under way. What they may still
// ask for is not cleared away. A read by another process is not seen here; it
// finds out from the floor of the store (view.go).
type pins struct {
	mu      sync.Mutex
	version int64 // the newest that this process knows
	open    map[*pin]struct{}
	left    chan struct{} // closed and replaced whenever a pin is let go
}

// pin is one read; it reads version least or a later one.
type pin struct{ least int64 }

func newPins() *pins { return &pins{open: map[*pin]struct{}{}, left: make(chan struct{})} }

func (p *pins) take() *pin {
	p.mu.Lock()
	defer p.mu.Unlock()
	x := &pin{p.version}
	p.open[x] = struct{}{}
	return x
}

func (p *pins) drop(x *pin) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, x)
	close(p.left)
	p.left = make(chan struct{})
}

// advance tells that reads from now on look at version v or later.
func (p *pins) advance(v int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.version = max(p.version, v)
}

// waitFor waits, for a while, until no read can ask for a version before v,
// and reports whether that is so.
func (p *pins) waitFor(v int64, patience time.Duration) bool {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		free, left := p.free(v)
		if free {
			return true
		}
		select {
		case <-left:
		case <-timer.C:
			return false
		}
	}
}

func (p *pins) free(v int64) (bool, chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for x := range p.open {
		if x.least < v {
			return false, p.left
		}
	}
	return true, nil
}
