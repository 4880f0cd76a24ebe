package investigate

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// PackageRequest says which package to build, and for whom.
type PackageRequest struct {
	Ring      string
	Level     dossier.Level
	Profile   string   // one of dossier.Profiles
	Languages []string // of dossier.Languages
	Recipient string
	Reason    string  // needed for L0 and L1; kept in the audit trail and nowhere else
	Signer    *Signer // nil builds a draft
	Who       string  // for the audit trail: "local user", "GraphQL"
}

// Signer signs a final package.
type Signer struct {
	Name string // the role that signs
	Key  ed25519.PrivateKey
}

// PackageView is a package that was built.
type PackageView struct {
	Name       string           `json:"name"` // of the file
	Bytes      int              `json:"bytes"`
	SHA256     string           `json:"sha256"`     // of the file
	CoreDigest string           `json:"coreDigest"` // of everything in it but signatures
	Dossier    *dossier.Dossier `json:"-"`          // as the recipient sees it
	Content    []byte           `json:"-"`
}

// maxReason bounds the reason, in characters.
const maxReason = 200

// Package builds the lead package of one ring of the current run, and notes it
// in the audit trail before it hands it out. A ring that does not exist is
// errs.NotFound, a group that is never handed over errs.Conflict, a level that
// asks for a reason without one errs.Invalid, evidence that is missing or
// altered errs.Unverified.
func (s *Service) Package(ctx context.Context, req PackageRequest) (*PackageView, error) {
	if err := req.check(); err != nil {
		return nil, err
	}
	view, err := s.Ring(ctx, req.Ring)
	if err != nil {
		return nil, err
	}
	material, err := s.material(ctx, view)
	if err != nil {
		return nil, err
	}
	p, err := dossier.Build(ctx, *material, s.vault, dossier.Options{Level: req.Level, Profile: req.Profile, Languages: req.Languages,
		Recipient: req.Recipient, Final: req.Signer != nil})
	if err != nil {
		return nil, err
	}
	if req.Signer != nil {
		if err := p.Seal(req.Signer.Key, req.Signer.Name, s.opt.Now()); err != nil {
			return nil, err
		}
	}
	content, err := p.Zip()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	out := &PackageView{Name: p.Name(), Bytes: len(content), SHA256: hex.EncodeToString(sum[:]), CoreDigest: p.CoreDigest(), Dossier: p.Dossier, Content: content}
	return out, s.notePackage(ctx, &req, out)
}

func (r *PackageRequest) check() error {
	bad := func(message, remedy string) error {
		return &errs.Error{Op: "package", Kind: errs.Invalid, Subject: "reason", Message: message, Remedy: remedy}
	}
	switch {
	case r.Level.NeedsReason() && strings.TrimSpace(r.Reason) == "":
		return bad(fmt.Sprintf("is needed for level %s", r.Level), "Give --reason, or take level L2")
	case utf8.RuneCountInString(r.Reason) > maxReason || !utf8.ValidString(r.Reason) || strings.ContainsFunc(r.Reason, unicode.IsControl):
		return bad(fmt.Sprintf("must be one line of at most %d characters", maxReason), "")
	}
	return nil
}

func (s *Service) notePackage(ctx context.Context, req *PackageRequest, p *PackageView) error {
	subject := fmt.Sprintf("ring %s revision %d, %s, %s, core %s", p.Dossier.Ring.ID, p.Dossier.Ring.Revision, req.Level, p.Dossier.Status, p.CoreDigest)
	if req.Reason != "" {
		subject += ", reason: " + req.Reason
	}
	handout := casebook.Handout{Core: p.CoreDigest, Ring: p.Dossier.Ring.ID, Level: req.Level.String(), State: p.Dossier.Status, Rows: citedRows(p.Dossier), User: req.Who, At: s.opt.Now()}
	if err := s.book.HandOut(ctx, handout); err != nil {
		return err
	}
	s.opt.Log.Info().Str("ring", p.Dossier.Ring.ID).Str("disclosure", req.Level.String()).Str("core", p.CoreDigest).Msg("package built")
	return s.book.Note(ctx, casebook.Entry{At: s.opt.Now(), Who: req.Who, What: "package", Subject: subject})
}

// citedRows returns the rows that a package rests on, whether it shows them or
// not.
func citedRows(d *dossier.Dossier) []casebook.FileRows {
	var out []casebook.FileRows
	for _, f := range d.Evidence.Files {
		rows := casebook.FileRows{SHA256: f.SHA256}
		for _, r := range d.Evidence.Rows {
			if id, number, _ := strings.Cut(r.Ref, "/"); id == f.ID {
				if n, err := strconv.ParseUint(number, 10, 32); err == nil && n > 0 {
					rows.Rows = append(rows.Rows, uint32(n))
				}
			}
		}
		slices.Sort(rows.Rows)
		out = append(out, rows)
	}
	return out
}

// packagedRun describes the run that made a ring, and proves that this program
// would make the same: the run's id is the hash of all that it depends on.
func (s *Service) packagedRun(ctx context.Context, id string) (*dossier.Run, error) {
	runs, err := s.Runs(ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(runs, func(r RunView) bool { return r.ID == id })
	if at < 0 || !runs[at].Current {
		return nil, stale(id, "is not the current one")
	}
	r := &runs[at]
	var params RunParams
	if err := json.Unmarshal([]byte(r.Params), &params); err != nil || hashRun(identity{r.Snapshot, r.Register, s.card.ID, params, algorithmVersions(), r.People, r.Statistics}) != id {
		return nil, stale(id, "was made by another version of the program")
	}
	out := &dossier.Run{ID: r.ID, Snapshot: r.Snapshot, Register: r.Register, Params: r.Params, Notes: r.Notes}
	for i, stage := range []string{"projection", "community", "ring", "score"} {
		out.Versions = append(out.Versions, dossier.Version{Stage: stage, Version: algorithmVersions()[i]})
	}
	out.Counts = []dossier.Counted{{What: "storefronts", N: r.Counts.Storefronts}, {What: "identifiers", N: r.Counts.Identifiers}, {What: "links", N: r.Counts.Links},
		{What: "rings", N: r.Counts.Rings}}
	return out, nil
}

func stale(run, why string) error {
	return &errs.Error{Op: "package", Kind: errs.Conflict, Code: "STALE_RUN", Subject: "run " + run, Message: why, Remedy: "Run ringtrace detect, then build the package again"}
}
