package main

import (
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// passphraseEnv holds the passphrase of signing keys: a secret is never a
// flag.
const passphraseEnv = envPrefix + "KEY_PASSPHRASE"

const maxPassphraseFile = 4096

func passphraseFlag(fl *pflag.FlagSet, path *string) {
	fl.StringVar(path, "passphrase-file", "", "file whose first line is the passphrase (default "+passphraseEnv+" in the environment)")
}

func (p *program) keysCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "Make, list and retire signing keys",
		Long: `Make, list and retire the keys that sign lead packages. They lie in the data
folder, under keys: each private key in a file of its own that only its owner may
read, encrypted with a passphrase; the public ones in trust.json, which recipients
need for "ringtrace verify --trust". Hand it over another way than the packages.

The passphrase comes from RINGTRACE_KEY_PASSPHRASE or --passphrase-file.`,
		Example: "  ringtrace keys make --name \"Brand protection desk\" --passphrase-file secret.txt\n  ringtrace keys list",
		Args:    cobra.NoArgs,
	}
	cmd.AddCommand(p.keysMake(), p.keysList(), p.keysRetire())
	return cmd
}

func (p *program) keyRing() dossier.KeyRing {
	return dossier.KeyRing{Dir: filepath.Join(p.globals.data, "keys")}
}

func (p *program) keysMake() *cobra.Command {
	var name, file string
	cmd := &cobra.Command{
		Use: "make", Short: "Make a signing key", Args: cobra.NoArgs,
		Example: "  ringtrace keys make --name \"Brand protection desk\" --passphrase-file secret.txt",
	}
	cmd.Flags().StringVar(&name, "name", "", "the role that signs, as recipients will read it")
	passphraseFlag(cmd.Flags(), &file)
	cmd.RunE = p.action(func(*cobra.Command, []string) error {
		if strings.TrimSpace(name) == "" {
			return wrongUse("keys make", "--name is needed: the role that signs")
		}
		passphrase, err := p.passphrase(file)
		if err != nil {
			return err
		}
		k, err := p.keyRing().Make(name, passphrase, rand.Reader, p.now())
		if err != nil {
			return err
		}
		return p.printPage(k, func(g *page) { writeKey(g, k) })
	})
	return cmd
}

func (p *program) keysList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the signing keys", Args: cobra.NoArgs, Example: "  ringtrace keys list",
		RunE: p.action(func(*cobra.Command, []string) error {
			keys, err := p.keyRing().List()
			if err != nil {
				return err
			}
			t := newTable("id", "name", "made", "retired", "fingerprint")
			for _, k := range keys {
				t.add(k.ID, k.Name, k.Made, k.Retired, dossier.Fingerprint(k.Public()))
			}
			return p.print(t, keys)
		}),
	}
}

func (p *program) keysRetire() *cobra.Command {
	return &cobra.Command{
		Use: "retire ID", Short: "Take a key out of use; what it signed stays good", Args: cobra.ExactArgs(1),
		Example: "  ringtrace keys retire \"$(ringtrace keys list --format csv | tail -n 1 | cut -d, -f1)\"",
		RunE: p.action(func(_ *cobra.Command, args []string) error {
			k, err := p.keyRing().Retire(args[0], p.now())
			if err != nil {
				return err
			}
			return p.printPage(k, func(g *page) { writeKey(g, k) })
		}),
	}
}

func writeKey(g *page, k *dossier.PublicKey) {
	g.head("key %s, %s", k.ID, k.Name)
	g.item("made %s", k.Made)
	if k.Retired != "" {
		g.item("retired %s", k.Retired)
	}
	g.item("fingerprint %s", dossier.Fingerprint(k.Public()))
}

// passphrase reads the passphrase from a file that others cannot read, or
// from the environment.
func (p *program) passphrase(path string) (string, error) {
	if path == "" {
		if v := p.env[passphraseEnv]; v != "" {
			return v, nil
		}
		return "", &errs.Error{Op: "keys", Kind: errs.Invalid, Subject: "passphrase", Message: "is not given", Remedy: "Set " + passphraseEnv + ", or name a file with --passphrase-file"}
	}
	f, err := os.Open(path)
	if err != nil {
		return "", &errs.Error{Op: "keys", Kind: errs.Invalid, Subject: "passphrase file", Message: "cannot be opened", Err: err}
	}
	info, err := f.Stat()
	if err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		err = &errs.Error{Op: "keys", Kind: errs.Denied, Subject: "passphrase file", Message: "can be read by others", Remedy: "Give it mode 0600"}
	}
	text, readErr := io.ReadAll(io.LimitReader(f, maxPassphraseFile))
	if err := errors.Join(err, readErr, f.Close()); err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}
