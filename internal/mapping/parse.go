package mapping

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// MaxSize bounds a mapping file, in bytes.
const MaxSize = 1 << 20

// Parse reads a mapping file; name is for messages. What is unknown, doubled
// or of the wrong form is errs.Invalid with line and column.
func Parse(name string, text []byte) (*Mapping, error) {
	if len(text) > MaxSize {
		return nil, invalid(name, fmt.Sprintf("has %d bytes; a mapping may have %d", len(text), MaxSize), "Is it the right file?")
	}
	tree, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, invalid(name, yamlMessage(err), "Correct that place.")
	}
	if at := anchorIn(tree); at != "" {
		return nil, invalid(name, at+" anchors and aliases are not read", "Write the values out.")
	}
	var m Mapping
	if err := yaml.UnmarshalWithOptions(text, &m, yaml.Strict()); err != nil {
		return nil, invalid(name, yamlMessage(err), "Correct that place; docs/loading.md lists the keys.")
	}
	switch {
	case m.Version != 1:
		return nil, invalid(name, "does not begin with ringtrace_mapping: 1", "Write that line first.")
	case len(m.Files) == 0:
		return nil, invalid(name, "lists no files", "Add an entry below files:, or let `load --suggest-mapping FILE` write one.")
	}
	for i, e := range m.Files {
		if e == nil {
			return nil, invalid(name, fmt.Sprintf("entry %d is empty", i+1), "Remove it.")
		}
		if err := e.check(); err != nil {
			return nil, invalid(name, fmt.Sprintf("entry %d (%s): %s", i+1, e.Match, err), "Correct it.")
		}
	}
	return &m, nil
}

// yamlMessage is a parser's message with [line:column], without the lines of
// the file around it.
func yamlMessage(err error) string {
	var e yaml.Error
	if !errors.As(err, &e) {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return first
	}
	if at := e.GetToken(); at != nil && at.Position != nil {
		return fmt.Sprintf("line %d column %d: %s", at.Position.Line, at.Position.Column, e.GetMessage())
	}
	return e.GetMessage()
}

// anchorIn returns where the first anchor or alias stands, "" when there is
// none.
func anchorIn(f *ast.File) string {
	var found finder
	for _, d := range f.Docs {
		if d.Body != nil {
			ast.Walk(&found, d.Body)
		}
	}
	return found.at
}

type finder struct{ at string }

// Visit notes the first anchor or alias.
func (f *finder) Visit(n ast.Node) ast.Visitor {
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		if at := n.GetToken(); f.at == "" && at != nil && at.Position != nil {
			f.at = fmt.Sprintf("line %d column %d:", at.Position.Line, at.Position.Column)
		}
	}
	return f
}

func invalid(name, message, remedy string) error {
	return &errs.Error{Op: "load", Kind: errs.Invalid, Subject: name, Code: "MAPPING", Message: message, Remedy: remedy}
}

// check finds what is wrong with an entry by itself.
func (e *Entry) check() error {
	if _, err := path.Match(e.Match, ""); err != nil || e.Match == "" || strings.ContainsAny(e.Match, "/\\") {
		return fmt.Errorf("match: %q is no pattern of a file's name", e.Match)
	}
	switch e.Decimal {
	case "", "point", "comma":
	default:
		return fmt.Errorf("decimal: %q is neither point nor comma", e.Decimal)
	}
	if e.Timezone != "" {
		if _, err := time.LoadLocation(e.Timezone); err != nil {
			return fmt.Errorf("timezone: %q is not a time zone; name it like Asia/Shanghai", e.Timezone)
		}
	}
	if _, err := e.Layouts(); err != nil {
		return err
	}
	for _, theirs := range slices.Sorted(maps.Keys(e.Columns)) {
		if ours := e.Columns[theirs]; len(ours) == 0 || slices.Contains(ours, "") {
			return fmt.Errorf("columns: %q means no column of ours", theirs)
		}
	}
	for i, p := range append([]Part{{e.Set, e.Values, e.Split}}, e.Rows...) {
		if err := p.check(); err != nil {
			if i > 0 {
				return fmt.Errorf("rows, part %d: %w", i, err)
			}
			return err
		}
	}
	return nil
}

func (p *Part) check() error {
	for _, ours := range slices.Sorted(maps.Keys(p.Set)) {
		if _, err := parseTemplate(p.Set[ours]); err != nil {
			return fmt.Errorf("set: %s: %w", ours, err)
		}
	}
	if len(p.Split) > 1 {
		return errors.New("split: one column only can be split")
	}
	for ours, by := range p.Split {
		if len(by) == 0 || slices.Contains(by, "") {
			return fmt.Errorf("split: %s has no separator", ours)
		}
	}
	return nil
}

// Layouts returns the entry's ways of writing dates.
func (e *Entry) Layouts() ([]Layout, error) {
	var out []Layout
	for _, d := range e.Dates {
		l, err := parseLayout(d)
		if err != nil {
			return nil, fmt.Errorf("dates: %w", err)
		}
		out = append(out, l)
	}
	return out, nil
}
