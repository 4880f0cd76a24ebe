package main

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// embedded reads every file called SOURCES under root: it names what was
// copied into the folder beside it, one component a paragraph, one
// `field: value` a line. The fields name, version and licence are required;
// "licence file" names the text's file, relative to SOURCES; all others are
// for readers.
func embedded(root string) ([]component, error) {
	var out []component
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "SOURCES" {
			return err
		}
		cs, err := readSources(path)
		out = append(out, cs...)
		return err
	})
	sortByName(out)
	return out, err
}

func readSources(path string) ([]component, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []component
	fields := map[string]string{}
	flush := func() error {
		if len(fields) == 0 {
			return nil
		}
		c, err := asComponent(path, fields)
		out, fields = append(out, c), map[string]string{}
		return err
	}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			if err := flush(); err != nil {
				return nil, err
			}
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("%s: a line without `field:`: %q", path, line)
		}
		fields[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(value)
	}
	return out, flush()
}

func asComponent(path string, fields map[string]string) (component, error) {
	for _, need := range []string{"name", "version", "licence"} {
		if fields[need] == "" {
			return component{}, fmt.Errorf("%s: no %s", path, need)
		}
	}
	dir := filepath.Dir(path)
	c := component{Name: fields["name"], Version: fields["version"], Licence: fields["licence"], From: filepath.ToSlash(dir)}
	file := fields["licence file"]
	if file == "" {
		return c, nil
	}
	raw, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
	c.Text = tidy(string(raw))
	return c, err
}
