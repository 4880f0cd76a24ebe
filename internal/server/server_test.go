package server_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/server"
)

func TestAddresses(t *testing.T) {
	s := newServer(t, server.Config{})
	cases := []struct {
		method, path, body string
		status             int
		holds              string
	}{
		{"POST", "/graphql", query, http.StatusOK, `"run-a"`},
		{"GET", "/graphql", "", http.StatusMethodNotAllowed, "only POST"},
		{"POST", "/graphql/", query, http.StatusNotFound, ""},
		{"GET", "/", "", http.StatusFound, "/ide/"},
		{"GET", "/ide", "", http.StatusTemporaryRedirect, ""},
		{"GET", "/ide/", "", http.StatusOK, `src="tabs.js"`},
		{"GET", "/ide/index.html", "", http.StatusOK, `<base href="/ide/"`},
		{"GET", "/ide/main.js", "", http.StatusOK, "AltairGraphQL"},
		{"GET", "/ide/assets/", "", http.StatusNotFound, ""},
		{"GET", "/ide/../ide.go", "", http.StatusTemporaryRedirect, ""},
		{"POST", "/ide/", "", http.StatusMethodNotAllowed, ""},
		{"GET", "/healthz", "", http.StatusOK, "ok"},
		{"GET", "/readyz", "", http.StatusOK, "ok"},
		{"GET", "/metrics", "", http.StatusOK, "ringtrace_http_running 1"},
		{"GET", "/packages/x", "", http.StatusNotFound, ""},
		{"GET", "/elsewhere", "", http.StatusNotFound, ""},
	}
	for _, c := range cases {
		t.Run(c.method+c.path, func(t *testing.T) {
			w := send(s, c.method, c.path, c.body)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.holds) {
				t.Errorf("%d, want %d with %q: %.300s", w.Code, c.status, c.holds, w.Body)
			}
			for _, header := range []string{"X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Content-Security-Policy", "Cross-Origin-Resource-Policy"} {
				if w.Header().Get(header) == "" {
					t.Errorf("no %s", header)
				}
			}
		})
	}
}

func TestPackagesHaveADoor(t *testing.T) {
	s := newServer(t, server.Config{Packages: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.URL.Path) })})
	if w := send(s, "GET", "/packages/abc.zip", ""); w.Body.String() != "/packages/abc.zip" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestNotReadyWithoutTheStore(t *testing.T) {
	s := newServer(t, server.Config{Service: stub{fail: errSecret}})
	w := send(s, "GET", "/readyz", "")
	if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "pw") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := send(s, "GET", "/healthz", ""); w.Code != http.StatusOK {
		t.Errorf("the process lives, and /healthz says %d", w.Code)
	}
	if w := send(s, "POST", "/graphql", query); strings.Contains(w.Body.String(), "pw") || !strings.Contains(w.Body.String(), "incident 1") {
		t.Errorf("%s", w.Body)
	}
}

func TestMetricsCount(t *testing.T) {
	s := newServer(t, server.Config{})
	send(s, "POST", "/graphql", query)
	send(s, "POST", "/graphql", query)
	send(s, "POST", "/graphql", `{"query":"{ nothing }"}`)
	send(s, "GET", "/some/secret/path", "")
	text := send(s, "GET", "/metrics", "").Body.String()
	for _, line := range []string{
		`ringtrace_http_requests_total{route="/graphql",status="200"} 2`,
		`ringtrace_http_requests_total{route="/graphql",status="422"} 1`,
		`ringtrace_http_requests_total{route="other",status="404"} 1`,
		`ringtrace_graphql_errors_total{code="GRAPHQL_VALIDATION_FAILED"} 1`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("no line %s in\n%s", line, text)
		}
	}
	if strings.Contains(text, "secret") {
		t.Error("a path is in the counters")
	}
}

func TestFilesAreNotSentTwice(t *testing.T) {
	s := newServer(t, server.Config{})
	tag := send(s, "GET", "/ide/main.js", "").Header().Get("ETag")
	if w := send(s, "GET", "/ide/main.js", "", "If-None-Match: "+tag); tag == "" || w.Code != http.StatusNotModified {
		t.Errorf("tag %q, status %d", tag, w.Code)
	}
}

func TestTabsNameTheFirstRing(t *testing.T) {
	script := send(newServer(t, server.Config{}), "GET", "/ide/tabs.js", "").Body.String()
	for _, want := range []string{oneRing, coreOne, "Ranked rings", "Runs"} {
		if !strings.Contains(script, want) {
			t.Errorf("%q is not in the tabs", want)
		}
	}
	if empty := send(newServer(t, server.Config{Service: stub{fail: errSecret}}), "GET", "/ide/tabs.js", ""); empty.Code != http.StatusOK || !strings.Contains(empty.Body.String(), "Ranked rings") {
		t.Error("without a run there are no tabs")
	}
}

// started serves on a free port and returns its address and a way to stop it.
func started(t *testing.T, c server.Config) (address string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	l, err := server.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	s := newServer(t, c)
	go func() { done <- s.Serve(ctx, l) }()
	return l.Addr().String(), func() error {
		cancel()
		select {
		case err := <-done:
			return err
		case <-time.After(20 * time.Second):
			return errors.New("the server does not stop")
		}
	}
}

// A request that runs when the stop comes still gets its answer.
func TestStopLetsRequestsFinish(t *testing.T) {
	wait := make(chan struct{})
	address, stop := started(t, server.Config{Service: stub{wait: wait}})
	answers := make(chan string, 1)
	client := &http.Client{}
	defer client.CloseIdleConnections()
	go func() {
		resp, err := client.Post("http://"+address+"/graphql", "application/json", strings.NewReader(query))
		if err != nil {
			answers <- err.Error()
			return
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		answers <- string(body)
	}()
	waitUntilRunning(t, client, address)
	time.AfterFunc(50*time.Millisecond, func() { close(wait) })
	if err := stop(); err != nil {
		t.Error(err)
	}
	if got := <-answers; !strings.Contains(got, "run-a") {
		t.Errorf("the running request got %q", got)
	}
	if c, err := net.Dial("tcp", address); err == nil {
		c.Close()
		t.Error("it still listens")
	}
}

// waitUntilRunning returns when the counters show the other request.
func waitUntilRunning(t *testing.T, client *http.Client, address string) {
	t.Helper()
	for range 500 {
		resp, err := client.Get("http://" + address + "/metrics")
		if err == nil {
			body, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			if strings.Contains(string(body), "ringtrace_http_running 2") {
				return
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	t.Fatal("the request never began")
}

func TestListenFromTakesTheNextFreePort(t *testing.T) {
	first, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	port := first.Addr().(*net.TCPAddr).Port
	if _, err := server.Listen(t.Context(), first.Addr().String()); !errors.Is(err, &errs.Error{Kind: errs.Conflict, Code: "PORT_TAKEN"}) {
		t.Errorf("a taken port: %v", err)
	}
	next, err := server.ListenFrom(t.Context(), port)
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	if got := next.Addr().(*net.TCPAddr).Port; got <= port {
		t.Errorf("port %d, want one above %d", got, port)
	}
}
