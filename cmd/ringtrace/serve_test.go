package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// background is the program running beside a test, until stop.
type background struct {
	lines  []string // of standard output, up to and with the first address
	url    string
	cancel context.CancelFunc
	rest   *io.PipeReader
	ended  chan int
}

var anAddress = regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`)

// start runs the program until it prints an address.
func start(t *testing.T, env []string, args ...string) *background {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	in, out := io.Pipe()
	b := &background{cancel: cancel, rest: in, ended: make(chan int, 1)}
	var complaint strings.Builder
	go func() {
		code := run(ctx, args, strings.NewReader(""), out, &complaint, env, fixedClock)
		out.Close()
		b.ended <- code
	}()
	lines := bufio.NewScanner(in)
	for b.url == "" && lines.Scan() {
		b.lines = append(b.lines, lines.Text())
		b.url = anAddress.FindString(lines.Text())
	}
	if b.url == "" {
		t.Fatalf("%v ended with %d and without an address: %s", args, <-b.ended, complaint.String())
	}
	go func() { // what follows is read, so that the program is not held up
		for lines.Scan() {
		}
	}()
	t.Cleanup(func() { b.stop() })
	return b
}

// stop interrupts the program and returns its exit code.
func (b *background) stop() int {
	b.cancel()
	code := <-b.ended
	b.ended <- code
	return code
}

func ask(t *testing.T, url, query string) map[string]any {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(url+"/graphql", "application/json", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct {
		Data   map[string]any
		Errors []any
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || len(answer.Errors) > 0 {
		t.Fatalf("%d: %v %v", resp.StatusCode, err, answer.Errors)
	}
	return answer.Data
}

func TestDemoAnswersAndStops(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	b := start(t, nil, "demo", "--quiet")
	rings := ask(t, b.url, `{ rings(first: 3) { nodes { key status } } }`)["rings"].(map[string]any)["nodes"].([]any)
	if len(rings) != 3 {
		t.Fatalf("rings: %v", rings)
	}
	folders, err := filepath.Glob(filepath.Join(tmp, "ringtrace-demo-*", "data"))
	if err != nil || len(folders) != 1 {
		t.Fatalf("folders of the demo: %v %v", folders, err)
	}
	listed := invoke(t, nil, "rings", "--data", folders[0], "--format", "csv", "--limit", "1")
	if want := rings[0].(map[string]any)["key"].(string); listed.code != 0 || !strings.Contains(listed.out, "\n"+want+",") {
		t.Errorf("the list beside the running demo does not begin with %s: %s%s", want, listed.out, listed.err)
	}
	if code := b.stop(); code != errs.Interrupted {
		t.Errorf("exit code %d", code)
	}
	if _, err := os.Stat(folders[0]); err != nil {
		t.Errorf("the demo's folder is gone: %v", err)
	}
}

// The three commands that the demo prints are what a newcomer types next: they
// must work as they stand.
func TestDemoPrintsCommandsThatWork(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	ctx, cancel := context.WithCancel(t.Context())
	in, out := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"demo", "--quiet"}, strings.NewReader(""), out, io.Discard, nil, fixedClock)
		out.Close()
	}()
	var commands []string
	for lines := bufio.NewScanner(in); lines.Scan(); {
		if args, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), invocation()+" "); ok {
			commands = append(commands, args)
		}
		if strings.HasPrefix(lines.Text(), "Ctrl-C") {
			break
		}
	}
	if len(commands) != 3 {
		t.Errorf("commands: %q", commands)
	}
	for _, c := range commands {
		if got := invoke(t, nil, strings.Fields(c)...); got.code != 0 || got.out == "" {
			t.Errorf("%s: exit code %d, %s", c, got.code, got.err)
		}
	}
	cancel()
	<-ended
}

func TestServe(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	for _, args := range [][]string{{"load", filepath.Join("..", "..", "seed", "input")}, {"detect"}} {
		if got := invoke(t, nil, append(args, "--data", data, "--quiet")...); got.code != 0 {
			t.Fatal(got.err)
		}
	}
	b := start(t, nil, "serve", "--data", data, "--listen", "127.0.0.1:0")
	runs := ask(t, b.url, `{ runs(first: 5) { key current } }`)["runs"].([]any)
	if len(runs) != 1 {
		t.Errorf("runs: %v", runs)
	}
	if code := b.stop(); code != errs.Interrupted {
		t.Errorf("exit code %d", code)
	}
}

func TestServeRefuses(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	if got := invoke(t, nil, "load", filepath.Join("..", "..", "seed", "input", "regions.csv"), "--data", data); got.code != 0 {
		t.Fatal(got.err)
	}
	taken := start(t, nil, "serve", "--data", data, "--listen", "127.0.0.1:0")
	for name, c := range map[string]struct {
		listen string
		code   int
		want   string
	}{
		"an open address without a token": {"0.0.0.0:0", 2, "TOKEN_REQUIRED"},
		"no address at all":               {"nonsense", 2, "host:port"},
		"a taken port":                    {strings.TrimPrefix(taken.url, "http://"), 1, "PORT_TAKEN"},
	} {
		if got := invoke(t, nil, "serve", "--data", data, "--listen", c.listen); got.code != c.code || !strings.Contains(got.err, c.want) {
			t.Errorf("%s: exit code %d, %s", name, got.code, got.err)
		}
	}
	absent := invoke(t, nil, "serve", "--data", filepath.Join(t.TempDir(), "absent"))
	if absent.code != 1 || !slices.Contains(strings.Fields(absent.err), "load") {
		t.Errorf("an absent folder: exit code %d, %s", absent.code, absent.err)
	}
}

func TestServeOnAnOpenAddressAsksForTheToken(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	if got := invoke(t, nil, "load", filepath.Join("..", "..", "seed", "input", "regions.csv"), "--data", data); got.code != 0 {
		t.Fatal(got.err)
	}
	b := start(t, []string{"RINGTRACE_TOKEN=a-token-for-the-test"}, "serve", "--data", data, "--listen", "127.0.0.1:0")
	for token, want := range map[string]int{"": http.StatusUnauthorized, "wrong": http.StatusUnauthorized, "a-token-for-the-test": http.StatusOK} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.url+"/graphql", strings.NewReader(`{"query":"{ runs(first: 1) { key } }"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		if token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("token %q: status %d, want %d", token, resp.StatusCode, want)
		}
	}
}
