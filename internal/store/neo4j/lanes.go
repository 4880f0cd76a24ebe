package neo4j

import "errors"

// While the server works on one transaction of a change, the next is made
// ready; new nodes, which lock nothing that others want, go in two at a time.
// A lane is where transactions of a change follow each other: it counts them
// on a node of its own, since whoever writes to a node in Neo4j makes the next
// wait.
type lane struct {
	name string     // of its node
	step int64      // transactions so far
	done chan error // of the one under way; nil when there is none
}

// The lanes of a change. Links take the first alone: two transactions that add
// links to the same nodes would lock each other out.
const (
	lanesOfNodes = 2
	lanesOfLinks = 1
)

func laneNames() []string { return []string{"lane 1", "lane 2"} }

func newLanes() []lane {
	var ls []lane
	for _, name := range laneNames() {
		ls = append(ls, lane{name: name})
	}
	return ls
}

// spread has the transactions from here on take turns in so many lanes, once
// those under way are through. What is queued stays queued: a small change is
// one transaction.
func (c *change) spread(lanes int) error {
	if lanes == c.spreads {
		return nil
	}
	err := c.land()
	c.spreads, c.turn = lanes, 0
	return err
}

// flush sends what is queued, in one transaction, and does not wait for it. The
// error may be that of one before.
func (c *change) flush() error {
	if len(c.queue) == 0 {
		return nil
	}
	if err := c.begin(); err != nil {
		return err
	}
	l := &c.lanes[c.turn%c.spreads]
	c.turn++
	if err := l.land(); err != nil {
		return err
	}
	l.step++
	l.done = make(chan error, 1)
	go func(name string, step int64, queue []sending, done chan<- error) {
		done <- c.once(func(t *tx) error { return c.sendStep(t, name, step, queue) })
	}(l.name, l.step, c.queue, l.done)
	c.queue, c.rows, c.bytes = nil, 0, 0
	return nil
}

// drain sends what is queued and waits for all that is under way.
func (c *change) drain() error {
	return errors.Join(c.flush(), c.land())
}

// land waits for all that is under way.
func (c *change) land() error {
	var first error
	for i := range c.lanes {
		if err := c.lanes[i].land(); first == nil {
			first = err
		}
	}
	return first
}

// land waits for the transaction under way, if there is one.
func (l *lane) land() error {
	if l.done == nil {
		return nil
	}
	err := <-l.done
	l.done = nil
	return err
}

// sendStep sends one transaction of a lane, which counts itself.
func (c *change) sendStep(t *tx, name string, step int64, queue []sending) error {
	advanced, err := t.one(c.s.cypher["step"], map[string]any{"lane": name, "token": c.token, "step": step})
	if err != nil {
		return err
	}
	if advanced != nil {
		return c.send(t, queue)
	}
	// Is it the repetition of one that was kept?
	row, err := t.one(c.s.cypher["reached"], map[string]any{"lane": name, "token": c.token})
	if err == nil && (row == nil || number(row[0]) != step) {
		err = errLost
	}
	return err
}
