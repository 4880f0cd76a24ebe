package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the outputs that scripts compare with")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ringtrace": func() { os.Exit(runProcess()) }})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			seed, err := os.Getwd()
			e.Setenv("SEED", seed+"/../../seed/input")
			e.Setenv("FOLDERS", seed+"/../../internal/investigate/testdata/folders")
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits runs a command and checks its exit code: `exits 2 ringtrace nonsense`.
// Its streams are there for stdout and stderr as after exec.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARG...")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	if err != nil {
		code = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// invoked is what one invocation in process left behind.
type invoked struct {
	code     int
	out, err string
}

// invoke runs the program in process with a fixed clock and no environment.
func invoke(t *testing.T, env []string, args ...string) invoked {
	t.Helper()
	return invokeContext(t.Context(), env, args...)
}

func invokeContext(ctx context.Context, env []string, args ...string) invoked {
	var out, err bytes.Buffer
	code := run(ctx, args, strings.NewReader(""), &out, &err, env, fixedClock)
	return invoked{code, out.String(), err.String()}
}

// fixedClock is later than any date in the worlds that tests load.
func fixedClock() time.Time { return time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC) }
