package main

import (
	"context"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/errs"
)

func TestWrongUseExitsWithTwo(t *testing.T) {
	for _, args := range [][]string{
		{"nonsense"},
		{"--nonsense"},
		{"rings", "--nonsense"},
		{"rings", "surplus"},
		{"rings", "--min-size", "many"},
		{"rings", "--status", "gang"},
		{"ring"},
		{"explain", "only-one"},
		{"config", "--format", "xml"},
		{"search"},
		{"search", "--kind", "gang", "x"},
		{"show", "--limit", "0", "x"},
		{"synth"},
		{"synth", "--preset", "huge", "--out", "x"},
		{"detect", "--kinds", "x"},
		{"detect", "--workers", "-1"},
	} {
		got := invoke(t, nil, args...)
		if got.code != 2 || got.out != "" || !strings.HasPrefix(got.err, "ringtrace: ") {
			t.Errorf("%v: exit code %d, stdout %q, stderr %q", args, got.code, got.out, got.err)
		}
	}
}

func TestInterruptDecidesOverWhatItBroke(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got := invokeContext(ctx, nil, "rings", "--data", t.TempDir())
	if got.code != errs.Interrupted || !strings.Contains(got.err, "interrupted") {
		t.Errorf("exit code %d, stderr %q", got.code, got.err)
	}
}

func TestInterruptDoesNotSpoilWhatIsDone(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := invokeContext(ctx, nil, "version"); got.code != 0 {
		t.Errorf("exit code %d, stderr %q", got.code, got.err)
	}
}

func TestCausesAreForVerboseOnly(t *testing.T) {
	quiet := invoke(t, nil, "config", "--config", "missing.yaml")
	loud := invoke(t, nil, "config", "--config", "missing.yaml", "--verbose")
	if strings.Contains(quiet.err, "no such file") {
		t.Errorf("the cause is shown: %s", quiet.err)
	}
	if !strings.Contains(loud.err, `"cause":"open missing.yaml: no such file`) {
		t.Errorf("the cause is not shown: %s", loud.err)
	}
}

func TestEveryCommandHasAnExample(t *testing.T) {
	p := &program{}
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Example == "" || c.Short == "" || (c.Args == nil && c.HasParent()) {
			t.Errorf("%s: needs an example, a short text and a rule for arguments", c.CommandPath())
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(p.rootCommand())
}
