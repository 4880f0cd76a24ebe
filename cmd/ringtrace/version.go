package main

import (
	"io"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace"
)

func (p *program) versionCommand() *cobra.Command {
	var licences bool
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version and the licences of what is built in",
		Example: "  ringtrace version\n  ringtrace version --licences | less",
		Args:    cobra.NoArgs,
	}
	cmd.Flags().BoolVar(&licences, "licences", false, "print the texts of all licences")
	cmd.RunE = p.action(func(*cobra.Command, []string) error {
		if licences {
			_, err := io.WriteString(p.out, ringtrace.License+"\n"+ringtrace.ThirdParty)
			return err
		}
		return p.printPage(versionView(), func(g *page) {
			v := versionView()
			g.line("ringtrace %s (%s, %s)", v.Version, v.Go, v.System)
			g.line("Apache License 2.0. Built in, each under its own licence:")
			for _, c := range v.Components {
				g.item("%s %s: %s", c.Name, c.Version, c.Licence)
			}
		})
	})
	return cmd
}

type version struct {
	Version    string      `json:"version"`
	Go         string      `json:"go"`
	System     string      `json:"system"`
	Components []component `json:"components"`
}

type component struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Licence string `json:"licence"`
}

func versionView() version {
	return version{ringtrace.Version, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH, builtIn(ringtrace.ThirdParty)}
}

// builtIn reads the lists of what the binary holds from the document that it
// carries: those before the list of tests and tools.
func builtIn(document string) []component {
	lists, _, _ := strings.Cut(document, "\n## Used by tests")
	var out []component
	for line := range strings.Lines(lists) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 3 || !strings.HasPrefix(line, "| ") {
			continue
		}
		c := component{strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2])}
		if c.Name != "component" {
			out = append(out, c)
		}
	}
	return out
}
