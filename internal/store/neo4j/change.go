package neo4j

import (
	"context"
	"errors"
	"time"
)

// A change is one batch or one run on its way into the graph. Rows are queued
// and sent some thousand at a time (lanes.go), each transaction counting itself,
// all of them stamped with the version that the last transaction makes
// current. A small change is one transaction. A change that fails is taken
// back, at once or by the next writer.
type change struct {
	s       *Store
	ctx     context.Context
	op      string // what the server's list of transactions calls it
	state   state
	version int64  // that this change makes
	token   string // of this writer, for this change
	begun   bool   // rows have been sent
	lanes   []lane
	spreads int  // lanes in use
	turn    int  // transactions since it changed
	stale   bool // something that was there before is changed or ended
	queue   []sending
	rows    int // queued
	bytes   int
}

// sending is one statement with its rows.
type sending struct {
	statement string
	rows      []any
	want      int64 // rows that the statement must report
}

// Limits of one transaction: rows by measurement, bytes so that long
// attributes do not exceed the server's memory.
const (
	rowsAtOnce  = 5000
	bytesAtOnce = 4 << 20
)

// Limits of time: how long a commit waits for readers of former versions
// before it leaves the clearing to the next writer, and how long a failed
// change takes itself back before it leaves that, too.
const (
	readersPatience = 200 * time.Millisecond
	undoPatience    = 10 * time.Second
	recoverPatience = time.Second // for the lock, when a store is opened
)

// changing runs f, which fills a change and commits it, as the only writer.
func (s *Store) changing(ctx context.Context, op string, f func(*change) error) error {
	select {
	case s.writing <- struct{}{}:
		defer func() { <-s.writing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := s.open(ctx); err != nil {
		return err
	}
	return s.explained(ctx, s.alone(ctx, s.wait, func(token string) error {
		st, err := s.state(ctx)
		if err != nil {
			return err
		}
		if st, err = s.tidy(ctx, st); err != nil {
			return err
		}
		c := &change{s: s, ctx: ctx, op: op, state: st, version: st.version + 1, token: token, lanes: newLanes(), spreads: lanesOfLinks}
		if err := f(c); err != nil {
			c.land()
			if !silent(err) || ctx.Err() != nil {
				c.takeBack()
			}
			return err
		}
		return nil
	}))
}

// alone runs f while this process holds the writer's lock of the database, and
// nothing of a former writer can come in any more. It waits for the lock at
// most patience.
func (s *Store) alone(ctx context.Context, patience time.Duration, f func(token string) error) error {
	lock, row, err := s.conn.hold(ctx, patience, s.cypher["lock"])
	if err != nil {
		return err
	}
	defer lock.release(ctx)
	if row == nil {
		return errShort // the node to lock was deleted by hand
	}
	if err := s.revoke(ctx); err != nil {
		return err
	}
	token, _ := row[0].(string)
	return f(token)
}

func (s *Store) revoke(ctx context.Context) error {
	return s.write(ctx, "revoke", map[string]any{"names": append(laneNames(), "store")})
}

// reading runs one statement that reads what stood before, and then gives f
// its rows.
func (c *change) reading(statement string, args map[string]any, f func(row []any) error) error {
	var rows [][]any
	err := c.s.conn.read(c.ctx, "lookup", func(t *tx) error {
		rows = rows[:0]
		return t.each(statement, args, func(row []any) error {
			rows = append(rows, row)
			return nil
		})
	})
	for i := 0; err == nil && i < len(rows); i++ {
		err = f(rows[i])
	}
	return err
}

// add queues one row of a statement that reports one row for it.
func (c *change) add(statement string, row any, bytes int) error {
	if n := len(c.queue); n == 0 || c.queue[n-1].statement != statement {
		c.queue = append(c.queue, sending{statement: statement})
	}
	last := &c.queue[len(c.queue)-1]
	last.rows = append(last.rows, row)
	last.want++
	return c.counted(bytes)
}

// addGrouped queues one row of a statement whose rows are grouped by number
// of a node.
func (c *change) addGrouped(statement string, group int64, row any, bytes int) error {
	if n := len(c.queue); n == 0 || c.queue[n-1].statement != statement {
		c.queue = append(c.queue, sending{statement: statement})
	}
	last := &c.queue[len(c.queue)-1]
	if n := len(last.rows); n == 0 || last.rows[n-1].([]any)[0] != group {
		last.rows = append(last.rows, []any{group, []any{}})
	}
	g := last.rows[len(last.rows)-1].([]any)
	g[1] = append(g[1].([]any), row)
	last.want++
	return c.counted(bytes)
}

func (c *change) counted(bytes int) error {
	c.rows++
	c.bytes += bytes
	if c.rows < c.s.rows && c.bytes < bytesAtOnce {
		return nil
	}
	return c.flush()
}

// addWhole queues a statement without rows of its own.
func (c *change) addWhole(statement string) {
	c.queue = append(c.queue, sending{statement: statement, want: -1})
}

func (c *change) begin() error {
	if c.begun {
		return nil
	}
	c.begun = true
	return c.once(func(t *tx) error {
		row, err := t.one(c.s.cypher["begin"], map[string]any{"version": c.version, "token": c.token, "lanes": laneNames()})
		if err == nil && number(row[0]) == 0 {
			row, err = t.one(c.s.cypher["begun"], map[string]any{"token": c.token}) // by the first of two attempts
		}
		if err == nil && row == nil {
			err = errLost
		}
		return err
	})
}

// once runs f in a write transaction, and again where it is not known if the
// server kept the first one: f finds out.
func (c *change) once(f func(*tx) error) error {
	err := c.s.conn.write(c.ctx, c.op, f)
	if commitUnknown(err) && !errors.Is(err, errAway) && c.ctx.Err() == nil {
		err = c.s.conn.write(c.ctx, c.op, f)
	}
	return err
}

func (c *change) send(t *tx, queue []sending) error {
	for _, q := range queue {
		row, err := t.one(q.statement, map[string]any{"rows": q.rows, "version": c.version})
		if err != nil {
			return err
		}
		// A row whose end is missing vanishes without an error.
		if q.want >= 0 && (row == nil || number(row[0]) != q.want) {
			return errShort
		}
	}
	return nil
}

// commit sends what is queued and makes the version current, in one
// transaction, and then clears away what it replaced. c.state holds what is
// to be told of the store from then on.
func (c *change) commit() error {
	if err := c.land(); err != nil {
		return err
	}
	args := map[string]any{"version": c.version, "token": c.token, "stale": c.stale, "generation": c.state.generation,
		"nodes": c.state.nodes, "links": c.state.links, "next": c.state.next, "run": c.state.run}
	err := c.once(func(t *tx) error {
		row, err := t.one(c.s.cypher["commit"], args)
		if err != nil {
			return err
		}
		if row != nil {
			return c.send(t, c.queue)
		}
		now, err := c.s.readState(t)
		if err == nil && (now.version != c.version || now.committed != c.token) {
			err = errLost
		}
		return err
	})
	if err != nil {
		return err
	}
	c.begun = false
	c.s.pins.advance(c.version)
	if c.stale {
		// The change is in. What fails from here on is done by the next writer.
		ctx := context.WithoutCancel(c.ctx)
		if err := c.s.settle(ctx, c.version); err != nil {
			c.s.told(c.s.explained(ctx, err))
		}
	}
	return nil
}

// takeBack removes the rows that were sent, unless that takes too long. What
// it leaves, as when the server is away, the next writer takes back.
func (c *change) takeBack() {
	if !c.begun {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), undoPatience)
	defer cancel()
	if err := c.undone(ctx); err != nil {
		c.s.told(c.s.explained(ctx, err))
	}
}

func (c *change) undone(ctx context.Context) error {
	if err := c.s.revoke(ctx); err != nil {
		return err
	}
	st, err := c.s.state(ctx)
	if err != nil || st.writing != c.version {
		return err
	}
	return c.s.undo(ctx, st)
}
