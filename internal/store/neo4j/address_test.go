package neo4j_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store/neo4j"
	"github.com/ringtrace/ringtrace/internal/store/neo4j/neo4jtest"
)

// wantError opens a store and wants an error of a kind that holds words.
func wantError(t *testing.T, url string, o neo4j.Options, kind errs.Kind, words string) {
	t.Helper()
	s, err := neo4j.Open(t.Context(), url, o)
	if err == nil {
		s.Close()
	}
	if err == nil || errs.KindOf(err) != kind || !strings.Contains(err.Error(), words) {
		t.Fatalf("error %v (cause: %v), want kind %q and the words %q", err, cause(err), kind, words)
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	for url, words := range map[string]string{
		"":                                 "does not begin with",
		"http://localhost:7474":            "does not begin with",
		"neo4j://":                         "names no host",
		"neo4j://h:7687/a/b":               "more than a database",
		"neo4j://h:7687/a?x=1":             "more than a database",
		"neo4j://h:7687\x7f":               "is not a URL",
		"neo4j+s://analyst:geheim@h/graph": "RINGTRACE_NEO4J_PASSWORD",
	} {
		wantError(t, url, neo4j.Options{}, errs.Invalid, words)
	}
}

func TestAddressErrorsHideThePassword(t *testing.T) {
	_, err := neo4j.Open(t.Context(), "neo4j://analyst:geheim@h/graph", neo4j.Options{})
	if err == nil || strings.Contains(err.Error(), "geheim") {
		t.Fatalf("error %v", err)
	}
	_, err = neo4j.Open(t.Context(), "bolt://127.0.0.1:1", neo4j.Options{Password: "geheim"})
	if err == nil || strings.Contains(err.Error(), "geheim") || (cause(err) != nil && strings.Contains(cause(err).Error(), "geheim")) {
		t.Fatalf("error %v (cause: %v)", err, cause(err))
	}
}

func TestPasswordFileThatIsNotThere(t *testing.T) {
	wantError(t, "neo4j://h", neo4j.Options{PasswordFile: filepath.Join(t.TempDir(), "none")}, errs.Invalid, "password file")
}

// A server that is away, and one that takes the connection and says nothing.
func TestAwayIsSaidWithinFiveSeconds(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	for what, host := range map[string]string{"refuses": "127.0.0.1:1", "is silent": silent.Addr().String(), "has no address": "no-such-host.invalid:7687"} {
		for _, scheme := range []string{"bolt", "neo4j"} {
			t.Run(scheme+" "+what, func(t *testing.T) {
				t.Parallel() // they wait
				began := time.Now()
				wantError(t, scheme+"://"+host, neo4j.Options{}, errs.Unavailable, "does not answer")
				if took := time.Since(began); took > 5*time.Second {
					t.Errorf("said after %v", took)
				}
			})
		}
	}
}

func TestWrongPasswordAndDatabase(t *testing.T) {
	const password = "correct-horse"
	server := start(t, neo4jtest.Options{Password: password})
	wantError(t, server.URI, neo4j.Options{Password: "wrong-horse"}, errs.Denied, "RINGTRACE_NEO4J_PASSWORD")
	wantError(t, server.URI, neo4j.Options{}, errs.Denied, "RINGTRACE_NEO4J_PASSWORD")
	wantError(t, server.URI+"/nowhere", neo4j.Options{Password: password}, errs.NotFound, "no database of that name")

	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte(password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, scheme := range []string{"bolt", "neo4j"} {
		s, err := neo4j.Open(t.Context(), strings.Replace(server.URI, "bolt://", scheme+"://neo4j@", 1)+"/neo4j", neo4j.Options{PasswordFile: file})
		if err != nil {
			t.Fatalf("%v (cause: %v)", err, cause(err))
		}
		s.Close()
	}
}

// start starts a server that belongs to one test.
func start(t testing.TB, o neo4jtest.Options) *neo4jtest.Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	s, err := neo4jtest.Start(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Error(err)
		}
	})
	return s
}
