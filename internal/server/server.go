package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/graph"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// Times that a client or an answer may take.
const (
	headerTime = 10 * time.Second
	readTime   = 30 * time.Second
	answerTime = 30 * time.Second
	idleTime   = 2 * time.Minute
	stopTime   = 5 * time.Second
	readyTime  = 5 * time.Second
)

// Config says what to serve, and to whom.
type Config struct {
	// Listen is the address that will be listened on, host:port. Anything but
	// a loopback address asks for a token.
	Listen string
	// Token, when set, must stand in every request for data, as
	// "Authorization: Bearer TOKEN".
	Token   string
	Service graph.Investigator
	// Log receives causes of errors and counts, never values.
	Log zerolog.Logger
	// Packages answers below /packages/; nil answers 404.
	Packages http.Handler
}

// Server answers HTTP. Its zero value is of no use; see New.
type Server struct {
	config    Config
	counters  counters
	incidents atomic.Int64
	ide       *ide
	routes    http.Handler
}

// New returns a server that is not listening yet. It fails with errs.Invalid
// for an address that anyone could reach without a token.
func New(c Config) (*Server, error) {
	if err := checkListen(c.Listen, c.Token); err != nil {
		return nil, err
	}
	s := &Server{config: c}
	page, err := newIDE(s)
	if err != nil {
		return nil, err
	}
	s.ide = page
	s.routes = s.route()
	return s, nil
}

// checkListen refuses an address that other machines can reach, unless there
// is a token.
func checkListen(listen, token string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return &errs.Error{Op: "serve", Kind: errs.Invalid, Subject: "listen address", Message: "is not host:port", Remedy: "For example 127.0.0.1:8080", Err: err}
	}
	if token != "" || isLoopback(host) {
		return nil
	}
	return &errs.Error{Op: "serve", Kind: errs.Invalid, Subject: "listen address", Code: "TOKEN_REQUIRED",
		Message: "other machines can reach it, and no token is set", Remedy: "Set a token, or listen on 127.0.0.1"}
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// route lays out the addresses. What answers with data stands behind the
// token; the IDE's files and the signs of life do not.
func (s *Server) route() http.Handler {
	query := graph.NewHandler(graph.Options{Ask: s.config.Service, Log: s.config.Log, Incident: s.incident, Count: s.counters.failed})
	packages := s.config.Packages
	if packages == nil {
		packages = http.NotFoundHandler()
	}
	mux := http.NewServeMux()
	mux.Handle("/graphql", s.withToken(noCrossSite(deadline(answerTime, query))))
	mux.Handle("/packages/", s.withToken(packages))
	mux.Handle("GET /metrics", s.withToken(http.HandlerFunc(s.metrics)))
	mux.Handle("GET /ide/", http.StripPrefix("/ide", s.ide))
	mux.Handle("GET /{$}", http.RedirectHandler("/ide/", http.StatusFound))
	mux.HandleFunc("GET /healthz", alive)
	mux.HandleFunc("GET /readyz", s.ready)
	return s.counters.counting(guarded(s.config.Token != "", mux))
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.routes.ServeHTTP(w, r) }

// Serve answers on l until ctx ends, then lets running requests finish for a
// few seconds. It closes l. A stop that was asked for is no error.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	h := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       readTime,
		WriteTimeout:      readTime + answerTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	stopped := make(chan error, 1)
	unhook := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		stopped <- errors.Join(h.Shutdown(grace), h.Close())
	})
	err := h.Serve(l)
	if unhook() {
		return &errs.Error{Op: "serve", Kind: errs.Unavailable, Message: "stopped listening", Err: errors.Join(err, h.Close())}
	}
	if err := <-stopped; err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// incident numbers internal errors from 1.
func (s *Server) incident() string { return strconv.FormatInt(s.incidents.Add(1), 10) }

func deadline(d time.Duration, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), d)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// alive says that the process answers.
func alive(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok\n") }

// ready says whether the store answers. The reason goes to the log.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTime)
	defer cancel()
	if _, err := s.config.Service.Runs(ctx); err != nil {
		s.config.Log.Warn().Err(err).Msg("not ready")
		say(w, http.StatusServiceUnavailable, "the store does not answer\n")
		return
	}
	say(w, http.StatusOK, "ok\n")
}

// say writes a line of text. The client may be gone; there is nobody to tell.
func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}
