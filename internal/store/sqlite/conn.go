package sqlite

import (
	"context"
	"database/sql/driver"
	"io"
	"strconv"
	"strings"
)

// conn is one connection below database/sql: the same driver, without the
// conversion of every value, which more than halves the speed of a scan.
type conn struct {
	driver   preparer
	prepared map[string]driver.Stmt // by text, while withConn runs
}

type preparer interface {
	driver.ConnPrepareContext
	driver.ExecerContext
}

// withConn takes a connection from the pool for as long as f runs.
func (s *Store) withConn(ctx context.Context, f func(*conn) error) error {
	c, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	return c.Raw(func(dc any) error {
		c := &conn{dc.(preparer), map[string]driver.Stmt{}}
		defer c.forget()
		return f(c)
	})
}

// prepare returns the statement of a text; it lives as long as withConn runs.
// A statement must not run while it is running.
func (c *conn) prepare(query string) (driver.Stmt, error) {
	if st := c.prepared[query]; st != nil {
		return st, nil
	}
	st, err := c.driver.PrepareContext(context.Background(), query)
	if err == nil {
		c.prepared[query] = st
	}
	return st, err
}

func (c *conn) forget() {
	for _, st := range c.prepared {
		st.Close()
	}
}

func (c *conn) exec(ctx context.Context, query string, args ...driver.Value) error {
	_, err := c.driver.ExecContext(ctx, query, named(args))
	return err
}

// change is exec that returns how many rows it changed.
func (c *conn) change(ctx context.Context, query string, args ...driver.Value) (int64, error) {
	res, err := c.driver.ExecContext(ctx, query, named(args))
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// each runs a query and calls f for every row until f fails. The row is valid
// during the call only. Between rows it looks whether ctx has ended.
func (c *conn) each(ctx context.Context, query string, args []driver.Value, f func(row []driver.Value) error) error {
	st, err := c.prepare(query)
	if err != nil {
		return err
	}
	return eachRow(ctx, st, named(args), f)
}

func eachRow(ctx context.Context, st driver.Stmt, args []driver.NamedValue, f func(row []driver.Value) error) (err error) {
	rows, err := st.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		return err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	row := make([]driver.Value, len(rows.Columns()))
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := rows.Next(row); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := f(row); err != nil {
			return err
		}
	}
}

func named(args []driver.Value) []driver.NamedValue {
	out := make([]driver.NamedValue, len(args))
	for i, v := range args {
		out[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return out
}

// chunk is how many rows one statement carries: enough to make its own cost
// small, few enough that a cancelled load ends within milliseconds.
const chunk = 250

// bulk writes rows in statements of chunk rows each.
type bulk struct {
	conn       *conn
	head, tail string
	columns    int
	statement  driver.Stmt // of a full chunk
	args       []driver.NamedValue
}

// newBulk makes a bulk writer of "INSERT INTO head VALUES (…),(…) tail".
func (c *conn) newBulk(head string, columns int, tail string) *bulk {
	return &bulk{conn: c, head: head, tail: tail, columns: columns}
}

func (b *bulk) query(rows int) string {
	row := "(?" + strings.Repeat(",?", b.columns-1) + ")"
	return "INSERT INTO " + b.head + " VALUES " + row + strings.Repeat(","+row, rows-1) + b.tail
}

// add takes one row; the values must not change until the flush.
func (b *bulk) add(ctx context.Context, values ...driver.Value) error {
	for _, v := range values {
		b.args = append(b.args, driver.NamedValue{Ordinal: len(b.args) + 1, Value: v})
	}
	if len(b.args) < chunk*b.columns {
		return nil
	}
	err := ctx.Err()
	if err == nil && b.statement == nil {
		b.statement, err = b.conn.prepare(b.query(chunk))
	}
	if err != nil {
		return err
	}
	_, err = b.statement.(driver.StmtExecContext).ExecContext(context.Background(), b.args)
	b.args = b.args[:0]
	return err
}

// flush writes what is left.
func (b *bulk) flush() error {
	if len(b.args) == 0 {
		return nil
	}
	_, err := b.conn.driver.ExecContext(context.Background(), b.query(len(b.args)/b.columns), b.args)
	b.args = b.args[:0]
	return err
}

// lookup asks for many rows at once: each statement joins up to chunk of the
// n asked tuples, as table v with the position in column1 and the tuple
// behind it, and got receives the position and the rest of every row found.
type lookup struct {
	columns int    // of a tuple
	query   string // begins after "WITH v AS (…) "; its first result column is v.column1
}

func (c *conn) lookup(ctx context.Context, q lookup, n int, ask func(i int, tuple []driver.Value), got func(i int, row []driver.Value) error) error {
	tuple := make([]driver.Value, q.columns)
	for lo := 0; lo < n; lo += chunk {
		hi := min(lo+chunk, n)
		size := sizeClass(hi - lo)
		st, err := c.prepare(q.text(size))
		if err != nil {
			return err
		}
		args := make([]driver.NamedValue, size*q.columns) // NULL beyond hi, which joins to nothing
		for i := range args {
			args[i].Ordinal = i + 1
		}
		for i := lo; i < hi; i++ {
			ask(i, tuple)
			for j, v := range tuple {
				args[(i-lo)*q.columns+j].Value = v
			}
		}
		err = eachRow(ctx, st, args, func(row []driver.Value) error { return got(lo+int(row[0].(int64)), row[1:]) })
		if err != nil {
			return err
		}
	}
	return nil
}

// sizeClass rounds a number of tuples up, so that few statements serve all.
func sizeClass(n int) int {
	for _, size := range [...]int{1, 8, 64} {
		if n <= size {
			return size
		}
	}
	return chunk
}

func (q lookup) text(rows int) string {
	var b strings.Builder
	b.WriteString("WITH v AS (VALUES ")
	for i := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		writeInt(&b, i)
		b.WriteString(strings.Repeat(",?", q.columns))
		b.WriteByte(')')
	}
	b.WriteString(") ")
	b.WriteString(q.query)
	return b.String()
}

func writeInt(b *strings.Builder, i int) { b.WriteString(strconv.Itoa(i)) }

// write runs f in a transaction that holds the write lock from the start. The
// wait for the lock ends with ctx; once the commit has begun, ctx no longer
// matters, so that an error always means that nothing was kept.
func (c *conn) write(ctx context.Context, f func() error) error {
	err := c.exec(ctx, "BEGIN IMMEDIATE")
	if err == nil {
		err = f()
	}
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = c.exec(context.Background(), "COMMIT")
	}
	if err != nil {
		c.rollback()
	}
	return err
}

// rollback ends a transaction, should there be one. It is called after a
// failed BEGIN too: the driver reports a context that ended meanwhile, although
// the transaction has begun, and the connection would go back to the pool with
// it. It fails where there is none, which is as well.
func (c *conn) rollback() { _ = c.exec(context.Background(), "ROLLBACK") }
