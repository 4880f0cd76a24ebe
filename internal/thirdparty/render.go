package main

import (
	"bytes"
	"fmt"
	"strings"
)

const preamble = `# Third-party components

Written by ` + "`make generate`" + ` from go.mod and the SOURCES files; checked by ` + "`make check`" + `. Do not edit.

ringtrace itself is under the Apache License 2.0 (LICENSE).
`

// render writes the document: three lists, then each distinct licence text
// once, with the components that it covers.
func render(built, sources, tools []component) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(preamble)
	writeList(&b, "In the binary", built)
	writeList(&b, "Copied into the source tree, and in the binary", sources)
	writeList(&b, "Used by tests and tools only", tools)
	b.WriteString("\n## Texts of the licences of what the binary holds\n")
	order, covers := []string{}, map[string][]string{}
	for _, list := range [][]component{built, sources} {
		for _, c := range list {
			if c.Text == "" {
				return nil, fmt.Errorf("%s: no text of its licence", c.Name)
			}
			if covers[c.Text] == nil {
				order = append(order, c.Text)
			}
			covers[c.Text] = append(covers[c.Text], c.Name+" "+c.Version)
		}
	}
	for _, text := range order {
		fmt.Fprintf(&b, "\n### %s\n\n%s", strings.Join(covers[text], ", "), quoted(text))
	}
	return b.Bytes(), nil
}

func writeList(b *bytes.Buffer, title string, cs []component) {
	if len(cs) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n| component | version | licence |\n|---|---|---|\n", title)
	for _, c := range cs {
		name := c.Name
		if c.From != "" {
			name += " (`" + c.From + "`)"
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", name, c.Version, c.Licence)
	}
}

// quoted indents a text by four spaces, which Markdown shows as it is.
func quoted(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text + "\n") {
		if strings.TrimSpace(line) != "" {
			b.WriteString("    ")
		}
		b.WriteString(line)
	}
	return b.String()
}
