// Command ringtrace finds storefronts that are likely run by one counterfeit
// production ring, and says why.
//
// Every command is a thin spelling of one method of investigate.Service:
// parse, call, print. Results go to standard output, everything else to
// standard error; exit codes come from package errs and nowhere else.
//
// What bites: output is a contract. People script against the columns, the
// codes and the streams, and the scripts under testdata hold them still.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() { os.Exit(runProcess()) }

// runProcess runs the program on the real process; testscript calls it too.
func runProcess() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ(), time.Now)
}
