package neo4j

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/ringtrace/ringtrace/internal/store"
)

// Options tune a store.
type Options struct {
	// Password of the user in the address; no authentication when it and
	// PasswordFile are "".
	Password string
	// PasswordFile holds the password in its first line.
	PasswordFile string
	// LockWait is how long a write waits for another process's; 5 s when 0.
	LockWait time.Duration
	// Unfinished is told what could not be cleared away or taken back at
	// once: nothing is lost and readers see none of it, but it stays in the
	// database until the next write or Open. May be nil.
	Unfinished func(error)

	sent func(statement string) // for tests
	rows int                    // of one transaction, for tests; rowsAtOnce when 0
}

// Store is a graph in one Neo4j database. It implements store.Graph and
// store.Finder.
type Store struct {
	conn    *conn
	life    context.Context // the one of Open, without its end: Close has none
	cypher  statements
	names   names
	version string // of the server
	wait    time.Duration
	told    func(error) // of what is left to the next writer
	rows    int         // of one transaction
	pins    *pins
	writing chan struct{} // holds a token while a writer is at work
	closed  atomic.Bool
}

var (
	_ store.Graph  = (*Store)(nil)
	_ store.Finder = (*Store)(nil)
)

// Open opens the store at SCHEME://[USER@]HOST[:PORT][/DATABASE] and makes it
// when the database is empty. A batch that its writer did not live to commit
// is taken back. It fails with errs.Unavailable, within five seconds, when no
// server answers; errs.Denied when it refuses the password; errs.Invalid when
// the address is none or the server older than Neo4j 5; errs.Conflict when the
// database holds something else or a newer ringtrace wrote it.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	a, err := parseAddress(url)
	if err != nil {
		return nil, err
	}
	password, err := o.secret()
	if err != nil {
		return nil, err
	}
	s := &Store{life: context.WithoutCancel(ctx), names: newNames(), wait: o.LockWait, pins: newPins(), writing: make(chan struct{}, 1)}
	if s.told = o.Unfinished; s.told == nil {
		s.told = func(error) {}
	}
	if s.rows = o.rows; s.rows == 0 {
		s.rows = rowsAtOnce
	}
	if s.wait <= 0 {
		s.wait = 5 * time.Second
	}
	if s.cypher, err = loadStatements(); err != nil {
		return nil, err
	}
	if s.conn, err = dial(a, password, o.sent); err != nil {
		return nil, wrongAddress("is not one that the driver can dial")
	}
	if err := s.prepare(ctx); err != nil {
		s.conn.close(context.WithoutCancel(ctx))
		return nil, s.explained(ctx, err)
	}
	return s, nil
}

// prepare asks what is there and makes what is missing.
func (s *Store) prepare(ctx context.Context) error {
	fresh, err := s.recognise(ctx)
	if err != nil {
		return err
	}
	if err := s.ensureSchema(ctx); err != nil {
		return err
	}
	if fresh {
		err := s.conn.write(ctx, "found", func(t *tx) error {
			_, err := t.one(s.cypher["found"], map[string]any{"layout": layout})
			return err
		})
		if err != nil {
			return err
		}
	}
	return s.recover(ctx)
}

// Info implements store.Graph.
func (s *Store) Info(ctx context.Context) (store.Info, error) {
	if err := s.open(ctx); err != nil {
		return store.Info{}, err
	}
	st, err := s.state(ctx)
	if err != nil {
		return store.Info{}, s.explained(ctx, err)
	}
	return store.Info{Backend: "neo4j", Version: s.version, Generation: store.Generation(st.generation), Nodes: st.nodes, Links: st.links, Run: st.run}, nil
}

// Close implements store.Graph. It waits for a write under way.
func (s *Store) Close() error {
	s.writing <- struct{}{}
	defer func() { <-s.writing }()
	if s.closed.Swap(true) {
		return nil
	}
	closing, cancel := context.WithTimeout(s.life, dialWithin)
	defer cancel()
	return s.conn.close(closing)
}

// open tells why the store cannot be used, if it cannot.
func (s *Store) open(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.closed.Load() {
		return store.Closed()
	}
	return nil
}
