package server_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/ringtrace/ringtrace/internal/server"
)

// pictures is a folder for what the browser showed; without it no picture is
// kept.
const pictures = "RINGTRACE_PICTURES"

// The IDE opens with its tabs, shows the first and answers it, in a real
// browser that cannot reach anything but this machine.
func TestIDEInABrowserWithoutNetwork(t *testing.T) {
	address, stop := started(t, server.Config{})
	b := openBrowser(t)
	b.do("Page.navigate", map[string]any{"url": "http://" + address + "/"}, nil)
	b.until("the first tab", `document.querySelector(".window-switcher__item--active")?.innerText.includes("Ranked rings")`)
	b.until("the query", `document.body.innerText.includes("query RankedRings")`)
	if n := b.eval(`[...document.querySelectorAll(".window-switcher__item")].length`); n != 9.0 {
		t.Errorf("%v tabs, want eight and the one that adds", n)
	}
	b.eval(`document.querySelector(".send-request__button").click()`)
	b.until("the answer", `document.body.innerText.includes("`+oneRing+`") && document.body.innerText.includes("81.23")`)
	b.keep("ide.png")

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
