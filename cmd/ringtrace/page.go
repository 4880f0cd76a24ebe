package main

import (
	"fmt"
	"io"
	"strings"
)

// page is prose for people about one thing: headed paragraphs and indented
// lines. Every text that reaches it is made printable.
type page struct{ b strings.Builder }

func (g *page) line(format string, args ...any) {
	g.b.WriteString(printable(fmt.Sprintf(format, args...)) + "\n")
}

// head starts a section.
func (g *page) head(format string, args ...any) {
	if g.b.Len() > 0 {
		g.b.WriteByte('\n')
	}
	g.line(format, args...)
}

// item writes an indented line.
func (g *page) item(format string, args ...any) { g.line("  "+format, args...) }

// sub writes a line indented twice.
func (g *page) sub(format string, args ...any) { g.line("    "+format, args...) }

func (g *page) writeTo(w io.Writer) error {
	_, err := io.WriteString(w, g.b.String())
	return err
}

// printPage prints one thing: as a page, or as JSON where that was asked for.
func (p *program) printPage(data any, write func(*page)) error {
	if p.globals.format == formatJSON {
		return p.printJSON(data)
	}
	var g page
	write(&g)
	return g.writeTo(p.out)
}
