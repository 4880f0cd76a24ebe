package graph

import (
	"context"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// PackageInput says which package is wanted; the schema fills in what is left
// out.
type PackageInput struct {
	Ring      string
	Level     dossier.Level
	Addressee Addressee
	Languages []PageLanguage
	Recipient *string
	Reason    *string
}

func (in *PackageInput) request() investigate.PackageRequest {
	req := investigate.PackageRequest{Ring: keyOfKind(entity.KindRing, in.Ring).ID, Level: in.Level, Profile: lowered(string(in.Addressee)),
		Recipient: value(in.Recipient), Reason: value(in.Reason), Who: "GraphQL"}
	for _, l := range in.Languages {
		req.Languages = append(req.Languages, lowered(string(l)))
	}
	return req
}

// Package is a package that waits to be downloaded.
type Package struct{ investigate.DepositView }

// buildPackage builds one.
func (s *session) buildPackage(ctx context.Context, in PackageInput) (*Package, error) {
	v, err := s.ask.Deposit(ctx, in.request())
	if err != nil {
		return nil, err
	}
	return &Package{*v}, nil
}

// ID returns the digest of the content.
func (p *Package) ID() string { return p.CoreDigest }

// Title returns what stands on every page.
func (p *Package) Title() string { return p.Dossier.Title }

// Lead reports whether it is a lead.
func (p *Package) Lead() bool { return p.Dossier.Lead }

// Draft reports whether it is unsigned.
func (p *Package) Draft() bool { return p.Dossier.Status == dossier.Draft }

// Level returns for whose eyes it is.
func (p *Package) Level() dossier.Level { return p.Dossier.Handling.Level }

// DownloadURL returns where it waits, on this server.
func (p *Package) DownloadURL() string { return "/packages/" + p.Token + "/" + p.Name }

// ExpiresAt returns until when.
func (p *Package) ExpiresAt() string { return p.Expires.UTC().Format(time.RFC3339) }

// Rows returns how many source rows it cites.
func (p *Package) Rows() int { return len(p.Dossier.Evidence.Rows) }

// Files returns how many input files it cites.
func (p *Package) Files() int { return len(p.Dossier.Evidence.Files) }

// Withheld returns what was left out.
func (p *Package) Withheld() []*dossier.Counted {
	out := make([]*dossier.Counted, len(p.Dossier.Redactions.Withheld))
	for i := range out {
		out[i] = &p.Dossier.Redactions.Withheld[i]
	}
	return out
}

// Missing returns the sections that the addressee needs and that are not
// filled.
func (p *Package) Missing() []string { return p.Dossier.MissingSections() }

// lowered turns a word of an enumeration into the form that commands use.
func lowered(w string) string { return strings.ToLower(strings.ReplaceAll(w, "_", "-")) }
