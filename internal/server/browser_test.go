package server_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/graph"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/server"
)

// pictures is a folder for what the browser showed; without it no picture is
// kept.
const pictures = "RINGTRACE_PICTURES"

// The IDE opens with its tabs, shows the first, and each of them answers on the
// seed world, in a real browser that cannot reach anything but this machine.
func TestIDEInABrowserWithoutNetwork(t *testing.T) {
	address, stop := started(t, server.Config{Service: seedWorld(t)})
	b := openBrowser(t)
	b.do("Page.navigate", map[string]any{"url": "http://" + address + "/"}, nil)
	b.until("the first tab", `document.querySelector(".window-switcher__item--active")?.innerText.includes("Ranked rings")`)
	b.eval(`window.shown = tag => [...document.querySelectorAll(tag)].filter(e => e.offsetParent).map(e => e.innerText).join()`)
	documents, err := graph.Documents()
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range documents {
		b.eval(fmt.Sprintf(`document.querySelectorAll(".window-switcher__item")[%d].click()`, i))
		b.until("the query of "+d.Title, fmt.Sprintf(`shown("app-query-editor").includes(%q)`, "# "+d.Title))
		b.eval(`document.querySelector(".send-request__button").click()`)
		b.until("the answer to "+d.Title, `shown("app-query-result").includes('"data"')`)
		if got := b.eval(`shown("app-query-result")`); strings.Contains(fmt.Sprint(got), `"errors"`) {
			t.Errorf("%s: %.1000v", d.Title, got)
		}
		b.keep(d.Name + ".png")
	}
	b.staysOn(address)
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// staysOn fails when the page asked for anything elsewhere, was refused
// anything by its policy, or threw.
func (b *browser) staysOn(address string) {
	b.t.Helper()
	for _, raw := range b.heard("Network.requestWillBeSent") {
		var e struct{ Request struct{ URL string } }
		if err := json.Unmarshal(raw, &e); err != nil {
			b.t.Fatal(err)
		}
		u, err := url.Parse(e.Request.URL)
		if err != nil || u.Host != address && u.Scheme != "data" && u.Scheme != "blob" {
			b.t.Errorf("a request leaves this machine: %s", e.Request.URL)
		}
	}
	for _, what := range []string{"Log.entryAdded", "Runtime.exceptionThrown"} {
		for _, raw := range b.heard(what) {
			b.t.Errorf("%s: %.500s", what, raw)
		}
	}
}

// keep writes a picture of the page where the environment asks for one.
func (b *browser) keep(name string) {
	b.t.Helper()
	dir := os.Getenv(pictures)
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name), b.picture(), 0o600); err != nil {
		b.t.Error(err)
	}
}

// seedWorld is the seed world, loaded and detected.
func seedWorld(t *testing.T) *investigate.Service {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	s, err := investigate.Open(t.Context(), investigate.Options{Data: t.TempDir(), Create: true, Random: rand.Reader, Now: now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.Load(t.Context(), investigate.LoadRequest{Paths: []string{"../../seed/input"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Detect(t.Context(), investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	return s
}
