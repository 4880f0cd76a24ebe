package main

import (
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/errs"
)

func (p *program) verifyCommand() *cobra.Command {
	var trust string
	cmd := &cobra.Command{
		Use:   "verify FILE.zip",
		Short: "Check a lead package, offline and without a data folder",
		Long: `Check a lead package: that the file is, byte for byte, what was built; that every
file in it is listed and none is missing; that pages and tables follow from the
model; that every cited row leads to the root of its file; that the score adds up;
and its signature. With --trust only the keys in that list count; without it compare
the fingerprint with the sender. Exit code 5 and the reason when anything is off.`,
		Example: "  ringtrace verify lead.zip\n  ringtrace verify lead.zip --trust trust.json",
		Args:    cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&trust, "trust", "", "list of trusted keys: the sender's trust.json, come by another way than the package")
	cmd.RunE = p.action(func(_ *cobra.Command, args []string) error {
		var keys []dossier.PublicKey
		if trust != "" {
			list, err := dossier.ReadTrust(trust, false)
			if err != nil {
				return err
			}
			keys = append([]dossier.PublicKey{}, list...)
		}
		data, err := readPackage(args[0])
		if err != nil {
			return err
		}
		r, err := dossier.Verify(data, keys)
		if err != nil {
			return err
		}
		return p.printPage(r, func(g *page) { writeReport(g, r) })
	})
	return cmd
}

// readPackage reads a file no further than a package can be long.
func readPackage(path string) (data []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &errs.Error{Op: "verify", Kind: errs.Invalid, Subject: path, Message: "cannot be opened", Err: err}
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	data, err = io.ReadAll(io.LimitReader(f, dossier.MaxSize+1))
	if err != nil {
		return nil, &errs.Error{Op: "verify", Kind: errs.Invalid, Subject: path, Message: "cannot be read", Err: err}
	}
	return data, nil
}

func writeReport(g *page, r *dossier.Report) {
	g.head("sound: %s, %s", r.Title, r.Status)
	g.item("ring %s, revision %d, level %s, snapshot %s, run %s", r.Ring, r.Revision, r.Level, r.Snapshot, r.Run)
	if r.Recipient != "" {
		g.item("for %s", r.Recipient)
	}
	g.item("%s, all listed and unaltered; %s lead to their file's root, the bytes of %d are shown", count(r.Files, "file", "files"), count(r.Rows, "row", "rows"), r.RowsShown)
	g.item("core %s", r.CoreDigest)
	switch {
	case !r.Signed:
		g.item("not signed: a draft proves nothing about who made it")
	case r.Trusted:
		g.item("signed by %s on %s with the trusted key %s", r.Signer, r.Issued, r.KeyID)
	default:
		g.item("signed on %s by a key that calls itself %q; compare its fingerprint with the sender:", r.Issued, r.Signer)
		g.sub("%s", r.Fingerprint)
	}
}
