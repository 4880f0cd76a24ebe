package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSettingsRank(t *testing.T) {
	t.Chdir(t.TempDir())
	writeText(t, settingsFile, "data: from-file\nworkers: 3\nformat: csv\n")
	env := []string{"RINGTRACE_DATA=from-env", "RINGTRACE_QUIET=true"}
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"flag over environment":    {[]string{"--data", "from-flag"}, "data,from-flag,flag --data"},
		"environment over file":    {nil, "data,from-env,environment RINGTRACE_DATA"},
		"file over default":        {nil, "workers,3,file ringtrace.yaml"},
		"default":                  {nil, "store,,default"},
		"truth in the environment": {nil, "quiet,true,environment RINGTRACE_QUIET"},
	} {
		got := invoke(t, env, append([]string{"config"}, c.args...)...)
		if got.code != 0 || !strings.Contains(got.out, c.want+"\n") {
			t.Errorf("%s: no line %q in\n%s%s", name, c.want, got.out, got.err)
		}
	}
}

func TestBadSettings(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		env  []string
		want string
	}{
		"unknown name":         {"dta: x\n", nil, `config: ringtrace.yaml: no setting is called "dta"`},
		"a flag, no setting":   {"members: true\n", nil, `no setting is called "members"`},
		"not YAML":             {"data: [\n", nil, "not readable as YAML"},
		"a tree":               {"data: {a: b}\n", nil, "data is not a single value"},
		"wrong type in file":   {"quiet: perhaps\n", nil, "ringtrace.yaml: quiet: not a bool"},
		"wrong word":           {"format: xml\n", nil, "not a table|csv|json"},
		"wrong type in env":    {"", []string{"RINGTRACE_WORKERS=many"}, "RINGTRACE_WORKERS: not a int"},
		"named file is absent": {"", []string{"RINGTRACE_CONFIG=absent.yaml"}, "absent.yaml: cannot read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			writeText(t, settingsFile, c.file)
			if got := invoke(t, c.env, "config"); got.code != 2 || !strings.Contains(got.err, c.want) {
				t.Errorf("exit code %d, stderr %q, want %q", got.code, got.err, c.want)
			}
		})
	}
}

func TestParseSettings(t *testing.T) {
	got, err := parseSettings([]byte("data: a b\nmax-rejects: 0.05\nworkers: 4\nquiet: true\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"data": "a b", "max-rejects": "0.05", "workers": "4", "quiet": "true"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.FromSlash(path), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
