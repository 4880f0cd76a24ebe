package main

import (
	"io"
	"os"
	"time"

	"github.com/mattn/go-colorable"
	"github.com/rs/zerolog"
)

// newLogger returns the one logger that is handed down: readable on a
// terminal, JSON lines otherwise, on standard error.
func (p *program) newLogger() zerolog.Logger {
	level := zerolog.InfoLevel
	switch {
	case p.globals.verbose:
		level = zerolog.DebugLevel
	case p.globals.quiet:
		level = zerolog.ErrorLevel
	}
	var w io.Writer = p.err
	if terminal(p.err) {
		w = zerolog.ConsoleWriter{Out: colourful(p.err), TimeFormat: time.TimeOnly, NoColor: !p.colour()}
	}
	return zerolog.New(w).Level(level).Hook(stamp(p.now))
}

// stamp puts the program's own clock on every line; zerolog's would be a
// global one.
type stamp func() time.Time

// Run implements zerolog.Hook.
func (s stamp) Run(e *zerolog.Event, _ zerolog.Level, _ string) {
	e.Time(zerolog.TimestampFieldName, s().UTC())
}

// colourful makes colour codes work on an old Windows console.
func colourful(w io.Writer) io.Writer {
	if f, ok := w.(*os.File); ok {
		return colorable.NewColorable(f)
	}
	return w
}

// colour honours --no-color and the NO_COLOR convention.
func (p *program) colour() bool { return !p.globals.noColor && p.env["NO_COLOR"] == "" }
