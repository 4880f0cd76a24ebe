package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// A setting is a flag whose value may also come from the environment or from
// the settings file.
type setting struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Origin string `json:"origin"`
}

const (
	settingsFile   = "ringtrace.yaml"
	envPrefix      = "RINGTRACE_"
	settableMark   = "ringtrace_settable"
	originDefault  = "default"
	maxSettingsLen = 1 << 20
)

// settable marks flags that are settings.
func settable(f *pflag.FlagSet, names ...string) {
	for _, n := range names {
		flag := f.Lookup(n)
		flag.Annotations = map[string][]string{settableMark: {"true"}}
	}
}

func isSettable(f *pflag.Flag) bool { return f.Annotations[settableMark] != nil }

// envName is the variable that sets a flag: max-rejects is
// RINGTRACE_MAX_REJECTS.
func envName(flag string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// resolveSettings gives every settable flag of the command that was not given
// on the command line its value from the environment or the file, and keeps
// where each came from.
func (p *program) resolveSettings(cmd *cobra.Command) error {
	file, path, err := p.readSettings(cmd.Root())
	if err != nil {
		return err
	}
	p.settings = nil
	var failure error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !isSettable(f) || failure != nil {
			return
		}
		var s setting
		s, failure = p.resolve(f, file, path)
		p.settings = append(p.settings, s)
	})
	return failure
}

func (p *program) resolve(f *pflag.Flag, file map[string]string, path string) (setting, error) {
	origin, subject := originDefault, ""
	value, inEnv := p.env[envName(f.Name)]
	switch {
	case f.Changed:
		return setting{f.Name, f.Value.String(), "flag --" + f.Name}, nil
	case inEnv && value != "":
		origin, subject = "environment "+envName(f.Name), envName(f.Name)
	default:
		v, inFile := file[f.Name]
		if !inFile {
			return setting{f.Name, f.Value.String(), origin}, nil
		}
		value, origin, subject = v, "file "+path, path+": "+f.Name
	}
	if err := f.Value.Set(value); err != nil {
		return setting{}, &errs.Error{Op: "config", Kind: errs.Invalid, Subject: subject,
			Message: fmt.Sprintf("not a %s", f.Value.Type()), Err: err}
	}
	return setting{f.Name, f.Value.String(), origin}, nil
}

// readSettings reads the settings file. A file that was named must be there;
// the default one may be absent. A name that no command knows is refused, so
// that a slip of the pen does not pass for a setting.
func (p *program) readSettings(root *cobra.Command) (map[string]string, string, error) {
	path := cmp.Or(p.globals.config, p.env[envName("config")])
	named := path != ""
	path = cmp.Or(path, settingsFile)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return nil, path, nil
	}
	if err != nil {
		return nil, path, &errs.Error{Op: "config", Kind: errs.Invalid, Subject: path, Message: "cannot read the settings file", Err: err}
	}
	values, err := parseSettings(raw)
	if err != nil {
		return nil, path, &errs.Error{Op: "config", Kind: errs.Invalid, Subject: path, Message: err.Error(),
			Remedy: "Write one `name: value` a line."}
	}
	known := knownSettings(root)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if _, ok := known[name]; !ok {
			return nil, path, &errs.Error{Op: "config", Kind: errs.Invalid, Subject: path, Message: fmt.Sprintf("no setting is called %q", name),
				Remedy: "`ringtrace config` lists the settings."}
		}
	}
	return values, path, nil
}

func parseSettings(raw []byte) (map[string]string, error) {
	if len(raw) > maxSettingsLen {
		return nil, fmt.Errorf("longer than %d bytes", maxSettingsLen)
	}
	var tree map[string]any
	if err := yaml.Unmarshal(raw, &tree); err != nil {
		return nil, errors.New("not readable as YAML")
	}
	flat := make(map[string]string, len(tree))
	for name, v := range tree {
		switch v.(type) {
		case string, bool, int64, uint64, float64:
			flat[name] = fmt.Sprint(v)
		default:
			return nil, fmt.Errorf("%s is not a single value", name)
		}
	}
	return flat, nil
}

// knownSettings collects the settable flags of every command by name.
func knownSettings(root *cobra.Command) map[string]*pflag.Flag {
	known := map[string]*pflag.Flag{}
	collect := func(f *pflag.Flag) {
		if isSettable(f) {
			known[f.Name] = f
		}
	}
	root.PersistentFlags().VisitAll(collect)
	for _, c := range root.Commands() {
		c.LocalFlags().VisitAll(collect)
	}
	return known
}
