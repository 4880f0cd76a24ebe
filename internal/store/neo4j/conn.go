package neo4j

import (
	"context"
	"errors"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
)

// This file is the only one that knows the driver (v5; in v6 the names lose
// their WithContext).

// Limits of time; away.go has the one that keeps "the store is away" within
// five seconds.
const (
	dialWithin  = 2 * time.Second
	retryWithin = 1500 * time.Millisecond
	closeWithin = time.Second     // a farewell; the server does without
	queryWithin = 2 * time.Minute // one transaction on the server
	fetchSize   = 10_000          // rows a message round
)

// conn talks to one database.
type conn struct {
	driver    driver.DriverWithContext
	database  string
	bookmarks driver.BookmarkManager
	sent      func(statement string) // for tests: sees every statement
}

func dial(a address, password string, sent func(string)) (*conn, error) {
	auth := driver.NoAuth()
	if password != "" {
		auth = driver.BasicAuth(a.user, password, "")
	}
	d, err := driver.NewDriverWithContext(a.target, auth, func(c *config.Config) {
		c.TelemetryDisabled = true
		c.SocketConnectTimeout = dialWithin
		c.ConnectionAcquisitionTimeout = dialWithin + time.Second
		c.MaxTransactionRetryTime = retryWithin
		c.FetchSize = fetchSize
		c.UserAgent = "ringtrace"
	})
	if err != nil {
		return nil, err
	}
	return &conn{driver: d, database: a.database, bookmarks: driver.NewBookmarkManager(driver.BookmarkManagerConfig{}), sent: sent}, nil
}

func (c *conn) close(ctx context.Context) error { return c.driver.Close(ctx) }

func (c *conn) session(ctx context.Context, mode driver.AccessMode) driver.SessionWithContext {
	return c.driver.NewSession(ctx, driver.SessionConfig{AccessMode: mode, DatabaseName: c.database, BookmarkManager: c.bookmarks})
}

// labelled says on the server what a transaction is.
func labelled(op string) func(*driver.TransactionConfig) {
	return driver.WithTxMetadata(map[string]any{"app": "ringtrace", "op": op})
}

// bounded ends a transaction on the server that takes too long.
func bounded() func(*driver.TransactionConfig) { return driver.WithTxTimeout(queryWithin) }

// tx is a transaction under way.
type tx struct {
	ctx  context.Context
	run  func(ctx context.Context, statement string, args map[string]any) (driver.ResultWithContext, error)
	sent func(string)
}

// each runs a statement and gives f its rows; f may keep them.
func (t *tx) each(statement string, args map[string]any, f func(row []any) error) error {
	if t.sent != nil {
		t.sent(statement)
	}
	r, err := t.run(t.ctx, statement, args)
	if err != nil {
		return err
	}
	var rec *driver.Record
	for r.NextRecord(t.ctx, &rec) {
		if err := f(rec.Values); err != nil {
			return err
		}
	}
	// Without this look a connection that broke would be a short answer.
	return r.Err()
}

// one runs a statement and returns its only row, nil when there is none.
func (t *tx) one(statement string, args map[string]any) (row []any, err error) {
	err = t.each(statement, args, func(r []any) error {
		row = r
		return nil
	})
	return row, err
}

// read runs f in a read transaction, again when the server or the network
// asks for it: f starts its results afresh.
func (c *conn) read(ctx context.Context, op string, f func(*tx) error) error {
	s := c.session(ctx, driver.AccessModeRead)
	defer s.Close(context.WithoutCancel(ctx))
	return c.managed(ctx, op, s.ExecuteRead, f)
}

// write runs f in a write transaction, again like read.
func (c *conn) write(ctx context.Context, op string, f func(*tx) error) error {
	s := c.session(ctx, driver.AccessModeWrite)
	defer s.Close(context.WithoutCancel(ctx))
	return c.managed(ctx, op, s.ExecuteWrite, f)
}

// execute is what the driver runs managed transactions with.
type execute func(context.Context, driver.ManagedTransactionWork, ...func(*driver.TransactionConfig)) (any, error)

func (c *conn) managed(ctx context.Context, op string, run execute, f func(*tx) error) error {
	p := waiting(ctx)
	_, err := run(p.ctx, func(m driver.ManagedTransaction) (any, error) {
		p.heard() // the transaction has begun
		err := f(&tx{p.ctx, m.Run, c.sent})
		if err != nil {
			p.again()
		}
		return nil, endRetries(err)
	}, labelled(op), bounded())
	return p.end(err)
}

// inSteps runs a statement that commits by itself as it goes. It is not
// repeated and not limited in time.
func (c *conn) inSteps(ctx context.Context, op, statement string, args map[string]any) error {
	// The server may answer such a statement only when it is through with it;
	// so whether there is a server is asked before.
	probe, err := c.begin(ctx, op)
	if err != nil {
		return err
	}
	probe.release(ctx)
	s := c.session(ctx, driver.AccessModeWrite)
	defer s.Close(context.WithoutCancel(ctx))
	t := &tx{ctx, func(ctx context.Context, statement string, args map[string]any) (driver.ResultWithContext, error) {
		return s.Run(ctx, statement, args, labelled(op))
	}, c.sent}
	return t.each(statement, args, func([]any) error { return nil })
}

// held is a transaction that stays open to hold a lock. The server ends it by
// itself when this process or the connection dies.
type held struct {
	session  driver.SessionWithContext
	tx       driver.ExplicitTransaction
	patience *patience // its context is the transaction's
}

// hold runs a locking statement, waits at most patience for its lock, and
// returns the open transaction with the statement's row.
func (c *conn) hold(ctx context.Context, patience time.Duration, statement string) (*held, []any, error) {
	h, err := c.begin(ctx, "lock")
	if err != nil {
		return nil, nil, err
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	row, err := (&tx{limited, h.tx.Run, c.sent}).one(statement, nil)
	if err != nil {
		h.release(ctx)
		if ctx.Err() == nil && limited.Err() != nil {
			err = errLocked
		}
		return nil, nil, err
	}
	return h, row, nil
}

// begin opens a transaction. Connections that died since they were last used
// are thrown away one by one, as the driver does it for the transactions that
// it manages.
func (c *conn) begin(ctx context.Context, op string) (*held, error) {
	p := waiting(ctx)
	h := &held{session: c.session(ctx, driver.AccessModeWrite), patience: p}
	for {
		var err error
		if h.tx, err = h.session.BeginTransaction(p.ctx, labelled(op)); err == nil {
			p.heard()
			return h, nil
		}
		if !silent(err) || !p.pause() {
			h.session.Close(context.WithoutCancel(ctx))
			return nil, p.end(err)
		}
	}
}

// release lets the lock go. Should that fail, the connection is gone and the
// lock with it.
func (h *held) release(ctx context.Context) {
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWithin)
	defer cancel()
	h.tx.Close(closing)
	h.session.Close(closing)
	h.patience.end(nil)
}

// commitUnknown reports whether err leaves it open if a transaction was kept.
func commitUnknown(err error) bool { return driver.IsConnectivityError(err) }

// refusal returns the server's code for an error, "" where the server did not
// answer.
func refusal(err error) string {
	var e *driver.Neo4jError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// silent reports whether err means that no server answered, or none that was
// able to.
func silent(err error) bool {
	return errors.Is(err, errAway) || driver.IsConnectivityError(err) || driver.IsTransactionExecutionLimit(err)
}
