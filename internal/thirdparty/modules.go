package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// component is one thing that somebody else made.
type component struct {
	Name    string
	Version string
	Licence string // SPDX identifier
	Text    string // of the licence and notices, whole
	From    string // where it lies in the tree; "" for modules
}

// module is what the go command tells of one.
type module struct {
	Path, Version, Dir string
	Main               bool
}

// systems are those that binaries are released for.
func systems() []string { return []string{"linux", "darwin", "windows"} }

// modules returns what the binary is built from, and what only tests and
// tools use, each ordered by name.
func modules() (built, others []component, err error) {
	inBinary, err := linked("./cmd/...")
	if err != nil {
		return nil, nil, err
	}
	everything, err := linked("-test", "./...", "tool")
	if err != nil {
		return nil, nil, err
	}
	for path := range inBinary {
		delete(everything, path)
	}
	if built, err = licensed(inBinary); err != nil {
		return nil, nil, err
	}
	root, err := goRoot()
	if err != nil {
		return nil, nil, err
	}
	built = append(built, root)
	if others, err = licensed(everything); err != nil {
		return nil, nil, err
	}
	sortByName(built)
	sortByName(others)
	return built, others, nil
}

// linked returns the modules that the packages need on any of the systems.
func linked(packages ...string) (map[string]module, error) {
	found := map[string]module{}
	for _, system := range systems() {
		out, err := run([]string{"GOOS=" + system, "CGO_ENABLED=0"}, "go", append([]string{"list", "-deps", "-json=Module"}, packages...)...)
		if err != nil {
			return nil, err
		}
		dec := json.NewDecoder(bytes.NewReader(out))
		for {
			var p struct{ Module *module }
			if err := dec.Decode(&p); err == io.EOF {
				break
			} else if err != nil {
				return nil, err
			}
			if p.Module != nil && !p.Module.Main {
				found[p.Module.Path] = *p.Module
			}
		}
	}
	return found, nil
}

func licensed(ms map[string]module) ([]component, error) {
	var out []component
	for _, m := range ms {
		id, text, err := licenceOf(m.Dir)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Path, err)
		}
		out = append(out, component{Name: m.Path, Version: m.Version, Licence: id, Text: text})
	}
	return out, nil
}

// goRoot is the standard library, at the language version of go.mod so that
// a newer toolchain does not change the document.
func goRoot() (component, error) {
	root, err := run(nil, "go", "env", "GOROOT")
	if err != nil {
		return component{}, err
	}
	version, err := run(nil, "go", "list", "-m", "-f", "{{.GoVersion}}")
	if err != nil {
		return component{}, err
	}
	id, text, err := licenceOf(strings.TrimSpace(string(root)))
	return component{Name: "Go standard library", Version: "go" + strings.TrimSpace(string(version)), Licence: id, Text: text}, err
}

// licenceOf reads the licence and notice files at the top of a folder. What a
// component says of components of its own is kept in the text and left out of
// the identifier.
func licenceOf(dir string) (id, text string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", "", err
	}
	var texts []string
	var own strings.Builder
	for _, e := range entries {
		if e.IsDir() || !licenceName(e.Name()) {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", "", err
		}
		texts = append(texts, tidy(string(raw)))
		if !strings.Contains(strings.ToUpper(e.Name()), "3RD-PARTY") {
			own.Write(raw)
		}
	}
	text = strings.Join(texts, "\n\n")
	id = recognise(own.String())
	if id == "" {
		return "", "", fmt.Errorf("no licence that is known here")
	}
	return id, text, nil
}

func licenceName(name string) bool {
	upper := strings.ToUpper(name)
	for _, head := range []string{"LICENSE", "LICENCE", "COPYING", "NOTICE"} {
		if strings.HasPrefix(upper, head) && !strings.HasSuffix(upper, ".GO") {
			return true
		}
	}
	return false
}

// tidy makes line ends and the end of the text uniform.
func tidy(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\f")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

func sortByName(cs []component) {
	slices.SortFunc(cs, func(a, b component) int { return strings.Compare(a.Name, b.Name) })
}

func run(env []string, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, complaint.String())
	}
	return out, nil
}
