package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

type packageFlags struct {
	level, profile    string
	languages         []string
	recipient, reason string
	out               string
	sign              bool
	key               string
	passphraseFile    string
}

func (p *program) packageCommand() *cobra.Command {
	var f packageFlags
	cmd := &cobra.Command{
		Use:   "package RING",
		Short: "Build the lead package of a ring: a file that others can check without us",
		Long: `Build the lead package of one ring of the current run: summary, members, why they
belong together down to the source rows, test purchases and complaints, timeline,
what speaks against and what is not known, as JSON, pages and tables in one zip.

Without evidence about goods it is an association report and no lead, and says so
on every page; pairs and candidates are never packed. What the level may not see
is left out. A package is a draft unless it is signed (--sign). The same ring gives
the same bytes.`,
		Example: "  RING=$(ringtrace rings --status ring --limit 1 --format csv | tail -n 1 | cut -d, -f1)\n" +
			"  ringtrace package \"$RING\" --out lead.zip\n" +
			"  ringtrace verify lead.zip",
		Args: cobra.ExactArgs(1),
	}
	fl := cmd.Flags()
	oneOf(fl, &f.level, "level", "L2", "for whom: L0 own unit, L1 police, L2 partner agency, L3 right holder, L4 public", "L0", "L1", "L2", "L3", "L4")
	oneOf(fl, &f.profile, "profile", "cn-psb", "addressee, whose needs the package is measured by", dossier.Profiles()...)
	fl.StringSliceVar(&f.languages, "lang", dossier.Languages(), "languages of the pages")
	fl.StringVar(&f.recipient, "recipient", "", "who gets it; printed on every page")
	fl.StringVar(&f.reason, "reason", "", "why; needed for L0 and L1, kept in the audit trail")
	fl.StringVar(&f.out, "out", "", "file to write (default named after ring, snapshot and level)")
	fl.BoolVar(&f.sign, "sign", false, "sign it: final, not a draft")
	fl.StringVar(&f.key, "key", "", "id of the signing key (default the newest in use)")
	passphraseFlag(fl, &f.passphraseFile)
	settable(fl, "profile", "lang", "recipient")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error { return p.pack(cmd.Context(), args[0], f) })
	return cmd
}

// pack unlocks the key first: a forgotten passphrase must not cost a build.
func (p *program) pack(ctx context.Context, ring string, f packageFlags) error {
	level, err := dossier.ParseLevel(f.level)
	if err != nil {
		return err
	}
	req := investigate.PackageRequest{Ring: ring, Level: level, Profile: f.profile, Languages: f.languages, Recipient: f.recipient, Reason: f.reason, Who: "local user"}
	if !f.sign && f.key != "" {
		return wrongUse("package", "--key goes with --sign")
	}
	return p.service(ctx, false, func(s *investigate.Service) error {
		if f.sign {
			if req.Signer, err = p.signer(f.key, f.passphraseFile); err != nil {
				return err
			}
		}
		var v *investigate.PackageView
		if err := p.during("packing", func() (err error) {
			v, err = s.Package(ctx, req)
			return err
		}); err != nil {
			return err
		}
		path := cmp.Or(f.out, v.Name)
		if err := writeOnce(path, v.Content); err != nil {
			return err
		}
		return p.printPage(packed{path, v, v.Dossier.Title, v.Dossier.Status, v.Dossier.Redactions.Withheld}, func(g *page) { writePacked(g, path, v) })
	})
}

func (p *program) signer(id, passphraseFile string) (*investigate.Signer, error) {
	passphrase, err := p.passphrase(passphraseFile)
	if err != nil {
		return nil, err
	}
	public, private, err := p.keyRing().Unlock(id, passphrase)
	if err != nil {
		return nil, err
	}
	return &investigate.Signer{Name: public.Name, Key: private}, nil
}

// packed is what the command says as JSON.
type packed struct {
	Path string `json:"path"`
	*investigate.PackageView
	Title    string            `json:"title"`
	Status   string            `json:"status"`
	Withheld []dossier.Counted `json:"withheld"`
}

func writePacked(g *page, path string, v *investigate.PackageView) {
	d := v.Dossier
	g.head("%s, %s: %s", d.Title, d.Status, path)
	g.item("ring %s, revision %d: %d core, %d attached, %d peripheral; risk %s", d.Ring.ID, d.Ring.Revision, d.Ring.Core, d.Ring.Attached, d.Ring.Peripheral, d.Score.Risk)
	g.item("level %s for %s; %s of %s cited", d.Handling.Level, d.Handling.Profile, count(len(d.Evidence.Rows), "row", "rows"), count(len(d.Evidence.Files), "file", "files"))
	for _, w := range d.Redactions.Withheld {
		g.item("withheld: %s %s", thousands(w.N), w.What)
	}
	if missing := d.MissingSections(); len(missing) > 0 {
		g.item("this addressee needs more about: %s", strings.Join(missing, ", "))
	}
	g.item("sha256 %s", v.SHA256)
	g.item("core   %s", v.CoreDigest)
}

// writeOnce writes a file that is not there yet, in one step. The same bytes
// again are no change; others are not overwritten.
func writeOnce(path string, content []byte) error {
	old, err := os.ReadFile(path)
	switch {
	case err == nil && bytes.Equal(old, content):
		return nil
	case err == nil:
		return &errs.Error{Op: "package", Kind: errs.Conflict, Subject: path, Message: "is there already, with another content", Remedy: "Remove it, or give another --out"}
	case !errors.Is(err, os.ErrNotExist):
		return errs.Disk("package", path, err)
	}
	tmp := path + ".part"
	err = os.WriteFile(tmp, content, 0o600)
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		return errs.Disk("package", path, errors.Join(err, os.Remove(tmp)))
	}
	return nil
}
