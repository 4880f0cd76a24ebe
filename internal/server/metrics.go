package server

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// counters count requests and failed answers since the start. Nothing in them
// tells what was asked for.
type counters struct {
	running atomic.Int64

	mu       sync.Mutex
	requests map[requestKind]int64
	failures map[string]int64 // by GraphQL code
}

// requestKind tells requests apart: by the route's first word and the status.
type requestKind struct {
	route  string
	status int
}

func (c *counters) failed(code string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failures == nil {
		c.failures = map[string]int64{}
	}
	c.failures[code]++
}

func (c *counters) answered(k requestKind) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.requests == nil {
		c.requests = map[requestKind]int64{}
	}
	c.requests[k]++
}

// counting counts every request that passes through.
func (c *counters) counting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.running.Add(1)
		defer c.running.Add(-1)
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() { c.answered(requestKind{routeOf(r.URL.Path), seen.status}) }()
		next.ServeHTTP(seen, r)
	})
}

// routeOf keeps paths, which strangers choose, out of the counters.
func routeOf(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if slices.Contains([]string{"graphql", "ide", "packages", "healthz", "readyz", "metrics"}, first) {
		return "/" + first
	}
	return "other"
}

// statusWriter remembers the status.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader remembers the status and passes it on.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// metrics writes the counters as Prometheus reads them.
func (s *Server) metrics(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	// The client may be gone; there is nobody to tell.
	_, _ = w.Write([]byte(s.counters.text()))
}

func (c *counters) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var b strings.Builder
	head := func(name, kind, help string) { fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind) }

	head("ringtrace_http_running", "gauge", "Requests being answered.")
	fmt.Fprintf(&b, "ringtrace_http_running %d\n", c.running.Load())

	head("ringtrace_http_requests_total", "counter", "Requests answered, by route and status.")
	kinds := make([]requestKind, 0, len(c.requests))
	for k := range c.requests {
		kinds = append(kinds, k)
	}
	slices.SortFunc(kinds, func(a, b requestKind) int {
		return cmp.Or(strings.Compare(a.route, b.route), cmp.Compare(a.status, b.status))
	})
	for _, k := range kinds {
		fmt.Fprintf(&b, "ringtrace_http_requests_total{route=%q,status=\"%d\"} %d\n", k.route, k.status, c.requests[k])
	}

	head("ringtrace_graphql_errors_total", "counter", "Errors in GraphQL answers, by code.")
	codes := make([]string, 0, len(c.failures))
	for code := range c.failures {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		fmt.Fprintf(&b, "ringtrace_graphql_errors_total{code=%q} %d\n", code, c.failures[code])
	}
	return b.String()
}
