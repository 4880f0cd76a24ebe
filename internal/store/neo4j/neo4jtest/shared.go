package neo4jtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
)

// Variable names a server for tests that is there already. It is not the
// product's own setting, so that tests cannot touch a working store.
const Variable = "NEO4J_TEST_URI"

// takenVariable tells a copy of a test binary, which a test starts, that its
// parent holds the server for it.
const takenVariable = "NEO4J_TEST_TAKEN"

// startWithin bounds fetching (once) and starting.
const startWithin = 10 * time.Minute

// Main is the TestMain of a package whose tests need the shared server: it
// takes the server alone, starts one when Variable names none, runs the tests
// and returns the exit code. Without a server the tests fail.
func Main(m interface{ Run() int }) int {
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	release, err := take(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "FAIL:", err)
		return 1
	}
	defer release()
	return m.Run()
}

// URI returns the address of the shared server, within Main.
func URI() string { return os.Getenv(Variable) }

func take(ctx context.Context) (release func(), err error) {
	if os.Getenv(takenVariable) != "" {
		return func() {}, nil
	}
	dir, err := cache()
	if err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(dir, "neo4j-tests.lock"))
	if _, err := lock.TryLockContext(ctx, pollEvery); err != nil {
		return nil, fmt.Errorf("waiting for other tests to leave the Neo4j server: %w", err)
	}
	os.Setenv(takenVariable, "1")
	if URI() != "" {
		return func() { lock.Unlock() }, nil
	}
	s, err := Start(ctx, Options{})
	if err != nil {
		lock.Unlock()
		return nil, err
	}
	os.Setenv(Variable, s.URI)
	return func() {
		s.Stop()
		os.Unsetenv(Variable)
		lock.Unlock()
	}, nil
}

// Wipe deletes every node and relationship of the database behind uri, which
// takes no password. Constraints and indexes stay.
func Wipe(ctx context.Context, uri string) error {
	d, err := neo4j.NewDriverWithContext(uri, neo4j.NoAuth(), func(c *config.Config) { c.TelemetryDisabled = true })
	if err != nil {
		return err
	}
	defer d.Close(ctx)
	session := d.NewSession(ctx, neo4j.SessionConfig{DatabaseName: "neo4j"})
	defer session.Close(ctx)
	for _, q := range []string{
		"MATCH ()-[r]->() CALL { WITH r DELETE r } IN TRANSACTIONS OF 10000 ROWS",
		"MATCH (n) CALL { WITH n DELETE n } IN TRANSACTIONS OF 10000 ROWS",
	} {
		r, err := session.Run(ctx, q, nil)
		if err == nil {
			_, err = r.Consume(ctx)
		}
		if err != nil {
			return fmt.Errorf("wiping the Neo4j of the tests: %w", err)
		}
	}
	return nil
}
