package server_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"os/exec"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// browser is a Chromium without a window, led over its DevTools protocol. It
// can reach this machine and nothing else.
type browser struct {
	t       *testing.T
	ctx     context.Context
	conn    *websocket.Conn
	session string // of the page, once it is attached

	mu      sync.Mutex
	last    int
	waiting map[int]chan message
	events  []message
}

// message is anything the protocol says, in either direction.
type message struct {
	ID      int              `json:"id,omitempty"`
	Session string           `json:"sessionId,omitempty"`
	Method  string           `json:"method,omitempty"`
	Params  json.RawMessage  `json:"params,omitempty"`
	Result  json.RawMessage  `json:"result,omitempty"`
	Error   *json.RawMessage `json:"error,omitempty"`
}

// program finds the browser; `make browser` installs it.
func program(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no browser: run `make browser`")
	return ""
}

// openBrowser starts a browser with one empty page and ends it with the test.
func openBrowser(t *testing.T) *browser {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	cmd := exec.CommandContext(ctx, program(t), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--window-size=1500,1000",
		"--remote-debugging-port=0", "--user-data-dir="+t.TempDir(), "about:blank")
	cmd.WaitDelay = 5 * time.Second
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, ctx: ctx, waiting: map[int]chan message{}}
	listening := make(chan struct{})
	t.Cleanup(func() {
		if b.conn != nil {
			b.session = ""
			b.do("Browser.close", nil, nil)
			<-listening
		}
		_ = cmd.Wait()
		cancel()
	})
	b.conn = b.dial(bufio.NewScanner(said))
	go func() { defer close(listening); b.listen() }()
	b.attach()
	return b
}

// dial waits until the browser says where it listens.
func (b *browser) dial(said *bufio.Scanner) *websocket.Conn {
	b.t.Helper()
	for at := regexp.MustCompile(`ws://\S+`); said.Scan(); {
		if url := at.FindString(said.Text()); url != "" {
			conn, _, err := websocket.Dial(b.ctx, url, nil)
			if err != nil {
				b.t.Fatal(err)
			}
			conn.SetReadLimit(64 << 20)
			return conn
		}
	}
	b.t.Fatal("the browser never listened")
	return nil
}

// listen sorts what the browser says into replies and events, until it ends.
func (b *browser) listen() {
	for {
		var m message
		if err := wsjson.Read(b.ctx, b.conn, &m); err != nil {
			b.mu.Lock()
			for id, c := range b.waiting {
				close(c)
				delete(b.waiting, id)
			}
			b.mu.Unlock()
			return
		}
		b.mu.Lock()
		if c, ok := b.waiting[m.ID]; ok && m.ID != 0 {
			c <- m
			delete(b.waiting, m.ID)
		} else {
			b.events = append(b.events, m)
		}
		b.mu.Unlock()
	}
}

// do gives a command and reads its result into out, unless that is nil.
func (b *browser) do(method string, params, out any) {
	b.t.Helper()
	raw, err := json.Marshal(params)
	if err != nil {
		b.t.Fatal(err)
	}
	answer := make(chan message, 1)
	b.mu.Lock()
	b.last++
	m := message{ID: b.last, Session: b.session, Method: method, Params: raw}
	b.waiting[m.ID] = answer
	b.mu.Unlock()
	if err := wsjson.Write(b.ctx, b.conn, m); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	r, ok := <-answer
	if r.Error != nil || !ok && method != "Browser.close" {
		b.t.Fatalf("%s: %s", method, r.Error)
	}
	if out != nil {
		if err := json.Unmarshal(r.Result, out); err != nil {
			b.t.Fatal(err)
		}
	}
}

// attach takes hold of the first page.
func (b *browser) attach() {
	b.t.Helper()
	var targets struct {
		TargetInfos []struct{ TargetID, Type string }
	}
	b.do("Target.getTargets", nil, &targets)
	for _, target := range targets.TargetInfos {
		if target.Type == "page" {
			var attached struct{ SessionID string }
			b.do("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
			b.session = attached.SessionID
			for _, domain := range []string{"Page", "Network", "Log", "Runtime"} {
				b.do(domain+".enable", nil, nil)
			}
			return
		}
	}
	b.t.Fatal("the browser has no page")
}

// eval runs a JavaScript expression in the page and returns its value.
func (b *browser) eval(expression string) any {
	b.t.Helper()
	var r struct {
		Result           struct{ Value any }
		ExceptionDetails *json.RawMessage
	}
	b.do("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}, &r)
	if r.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", expression, *r.ExceptionDetails)
	}
	return r.Result.Value
}

// until waits for an expression to become true.
func (b *browser) until(what, expression string) {
	b.t.Helper()
	for range 600 {
		if b.eval(expression) == true {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.t.Fatalf("%s never happened; the page says %.2000v", what, b.eval("document.body?.innerText"))
}

// picture returns the page as PNG.
func (b *browser) picture() []byte {
	b.t.Helper()
	var shot struct{ Data string }
	b.do("Page.captureScreenshot", map[string]any{"format": "png"}, &shot)
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		b.t.Fatal(err)
	}
	return png
}

// heard returns the parameters of every event of one name, so far.
func (b *browser) heard(method string) []json.RawMessage {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []json.RawMessage
	for _, e := range b.events {
		if e.Method == method {
			out = append(out, e.Params)
		}
	}
	return out
}
