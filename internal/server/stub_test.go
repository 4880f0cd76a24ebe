package server_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"github.com/ringtrace/ringtrace/graph"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
	"github.com/ringtrace/ringtrace/internal/server"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// stub knows one ring of two shops; what it does not answer is not asked here.
type stub struct {
	graph.Investigator
	fail error
	wait chan struct{} // when set, Runs waits for it or for the context
}

const (
	oneRing = "R-0001"
	coreOne = "mall:shop-1"
	query   = `{"query":"{ runs(first: 1) { key } }"}`
)

func (s stub) Runs(ctx context.Context) ([]investigate.RunView, error) {
	if s.wait != nil {
		select {
		case <-s.wait:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return []investigate.RunView{{ID: "run-a"}}, s.fail
}

func summary() investigate.RingSummary {
	risk := score.Points(8123)
	return investigate.RingSummary{ID: oneRing, Status: ring.StatusRing, Risk: &risk, Points: &risk, Coverage: "3/6", Members: 2, Core: 1, Run: "run-a"}
}

func (s stub) Rings(context.Context, investigate.RingFilter, int, int) (*investigate.RingPage, error) {
	return &investigate.RingPage{Run: "run-a", Rings: []investigate.RingSummary{summary()}, Total: 1}, s.fail
}

func (s stub) Ring(context.Context, string) (*investigate.RingView, error) {
	return &investigate.RingView{Summary: summary(), Ring: ring.Ring{ID: oneRing, Members: []ring.Member{
		{Storefront: "mall:a-peripheral", Tier: ring.Peripheral}, {Storefront: coreOne, Tier: ring.Core},
	}}}, s.fail
}

func newServer(t *testing.T, c server.Config) *server.Server {
	t.Helper()
	if c.Listen == "" {
		c.Listen = "127.0.0.1:0"
	}
	if c.Service == nil {
		c.Service = stub{}
	}
	c.Log = zerolog.Nop()
	s, err := server.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// send sends a request with headers given as "Name: value"; Host is one too.
func send(h http.Handler, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "127.0.0.1:8080"
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		if name == "Host" {
			r.Host = value
			continue
		}
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var errSecret = errors.New("bolt://user:pw@host")
