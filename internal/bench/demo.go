package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

var address = regexp.MustCompile(`http://[0-9.:]+`)

const firstQuery = `{"query":"{ rings(first: 5) { edges { node { id status } } } }"}`

// firstAnswer measures from nothing to the first answer: a warm build, then
// the demo up to the first list of rings over GraphQL.
func firstAnswer(ctx context.Context, p *program, _, runs int) ([]figure, error) {
	f := figure{what: "seed world: warm build, then demo to the first GraphQL answer", unit: "s", bar: 5}
	for range runs {
		spent, err := p.demo(ctx)
		if err != nil {
			return nil, err
		}
		f.runs = append(f.runs, (p.warmBuild + spent).Seconds())
	}
	f.note = fmt.Sprintf("the build is %.2f s of it", p.warmBuild.Seconds())
	return []figure{f}, nil
}

// demo starts the demo, asks one question and stops it.
func (p *program) demo(ctx context.Context) (spent time.Duration, err error) {
	cmd := exec.CommandContext(ctx, p.path, "demo")
	cmd.Env = append(os.Environ(), "TMPDIR="+p.dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	defer func() {
		stop := cmd.Process.Signal(os.Interrupt)
		io.Copy(io.Discard, out)
		cmd.Wait() // its exit code says "interrupted", which it was
		err = errors.Join(err, stop)
	}()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if url := address.FindString(lines.Text()); url != "" {
			err := ask(ctx, url)
			return time.Since(begun), err
		}
	}
	return 0, errors.New("the demo printed no address")
}

func ask(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/graphql", strings.NewReader(firstQuery))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && (resp.StatusCode != http.StatusOK || !strings.Contains(string(body), `"node"`)) {
		err = fmt.Errorf("the first answer is %d %.300s", resp.StatusCode, body)
	}
	return err
}
