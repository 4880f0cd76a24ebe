package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// program is one invocation: the streams, environment and clock it was given,
// and the settings that hold for it.
type program struct {
	in       io.Reader
	out, err io.Writer
	env      map[string]string
	now      func() time.Time

	globals  globals
	settings []setting // resolved, in order of name; set before an action runs
	log      zerolog.Logger
	acted    bool // an action was reached: its errors are not wrong use
}

// globals are the flags that every command has.
type globals struct {
	config  string
	data    string
	store   string
	format  string
	quiet   bool
	verbose bool
	noColor bool
}

// run is the whole program: it parses args, carries out one command and
// returns the exit code.
func run(ctx context.Context, args []string, in io.Reader, out, err io.Writer, env []string, now func() time.Time) int {
	p := &program{in: in, out: out, err: err, env: environment(env), now: now, log: zerolog.Nop()}
	root := p.rootCommand()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(err)
	failure := root.ExecuteContext(ctx)
	if failure == nil {
		return 0
	}
	failure = p.judge(ctx, failure)
	p.complain(failure)
	return errs.Exit(failure)
}

// judge gives an error its kind: an interrupted context decides over what it
// broke, and what cobra refused before any action is wrong use.
func (p *program) judge(ctx context.Context, failure error) error {
	var known *errs.Error
	switch {
	case ctx.Err() != nil:
		return &errs.Error{Kind: errs.Internal, Message: "interrupted", Err: context.Canceled}
	case !p.acted && !errors.As(failure, &known):
		return &errs.Error{Kind: errs.Invalid, Message: failure.Error(), Remedy: "See ringtrace --help.", Err: failure}
	}
	return failure
}

// complain tells the user what went wrong. Causes are for --verbose only:
// they may hold what a shared terminal should not show.
func (p *program) complain(failure error) {
	var known *errs.Error
	text := "internal error. Run again with --verbose to see its cause."
	if errors.As(failure, &known) {
		text = known.Error()
	}
	fmt.Fprintln(p.err, "ringtrace: "+text)
	log := p.newLogger() // the settings may have failed before there was one
	log.Debug().AnErr("cause", cause(failure, known)).Str("kind", errs.KindOf(failure).String()).Msg("failed")
}

func cause(failure error, known *errs.Error) error {
	if known != nil {
		return known.Err
	}
	return failure
}

// action wraps what a command does: settings are resolved and the logger
// stands before it, and its errors are its own.
func (p *program) action(do func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := p.resolveSettings(cmd); err != nil {
			return err
		}
		p.log = p.newLogger()
		p.acted = true
		return do(cmd, args)
	}
}

// service opens the data folder and store that the settings name, hands them
// to do and closes them, whatever do returned. A folder that does not exist
// is made only where create says so: a slip in --data must not look like an
// empty world.
func (p *program) service(ctx context.Context, create bool, do func(*investigate.Service) error) error {
	return p.open(ctx, investigate.Options{Create: create}, do)
}

// writer is service for commands that change the folder: one of an older
// layout is brought to this one first.
func (p *program) writer(ctx context.Context, create bool, do func(*investigate.Service) error) error {
	return p.open(ctx, investigate.Options{Create: create, Upgrade: true}, do)
}

// options completes opt with what the settings name.
func (p *program) options(opt investigate.Options) investigate.Options {
	opt.Program, opt.Data, opt.Store = "ringtrace "+ringtrace.Version, p.globals.data, p.globals.store
	opt.Now, opt.Random, opt.Log = p.now, rand.Reader, p.log
	opt.Secret = investigate.Secret{Password: p.env[envPrefix+"NEO4J_PASSWORD"], File: p.env[envPrefix+"NEO4J_PASSWORD_FILE"]}
	return opt
}

func (p *program) open(ctx context.Context, opt investigate.Options, do func(*investigate.Service) error) (err error) {
	s, err := investigate.Open(ctx, p.options(opt))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := p.tellBacklog(ctx, s, opt.Upgrade); err != nil {
		return err
	}
	return do(s)
}

// tellBacklog says to whoever only reads that what is shown is not what the
// casebook has decided: a withdrawal or an erasure was cut short.
func (p *program) tellBacklog(ctx context.Context, s *investigate.Service, writes bool) error {
	if writes {
		return nil
	}
	said, err := s.Backlog(ctx)
	if said != "" {
		fmt.Fprintln(p.err, "ringtrace: "+said)
	}
	return err
}

func environment(env []string) map[string]string {
	m := make(map[string]string, len(env))
	for _, kv := range env {
		if k, v, ok := strings.Cut(kv, "="); ok {
			m[k] = v
		}
	}
	return m
}

// wrongUse is the error for arguments that make no sense together.
func wrongUse(op, format string, args ...any) error {
	return &errs.Error{Op: op, Kind: errs.Invalid, Message: fmt.Sprintf(format, args...),
		Remedy: "See ringtrace " + op + " --help."}
}
