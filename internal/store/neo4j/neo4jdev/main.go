// Command neo4jdev starts a Neo4j of its own and, with a command to run, gives
// it to that command: `neo4jdev -- go test ./...`. Without one it serves a
// person until Ctrl-C.
//
// What bites: the data lies in a temporary folder and is gone with the server,
// unless -home names another; the server is killed and not shut down.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/ringtrace/ringtrace/internal/store/neo4j/neo4jtest"
)

func main() {
	home := flag.String("home", "", "folder for the data; a temporary one when empty")
	heap := flag.Int("heap", 512, "memory for the server's objects, in MiB")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, flag.Args(), neo4jtest.Options{Home: *home, HeapMB: *heap})
	stop()
	os.Exit(code)
}

func run(ctx context.Context, command []string, o neo4jtest.Options) int {
	s, err := neo4jtest.Start(ctx, o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "neo4jdev:", err)
		return 1
	}
	defer s.Stop()
	if len(command) == 0 {
		serve(ctx, s)
		return 0
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Env = append(os.Environ(), neo4jtest.Variable+"="+s.URI)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() > 0:
		return exit.ExitCode()
	case err != nil:
		fmt.Fprintln(os.Stderr, "neo4jdev:", err)
		return 1
	}
	return 0
}

func serve(ctx context.Context, s *neo4jtest.Server) {
	fmt.Printf("Neo4j at %s, process %d, no password. Any client of Neo4j can look at it.\n\n", s.URI, s.PID())
	fmt.Printf("  ringtrace load ./seed --store %s\n  ringtrace detect --store %s\n\nCtrl-C ends it.\n", s.URI, s.URI)
	<-ctx.Done()
}
