package dossier

import (
	"context"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// Material is everything that is known of one ring and may go into its
// package. Every claim of its links, and of those attributes that a dossier
// carries, is cited.
type Material struct {
	Ring       ring.Ring
	Assessment score.Assessment
	MemberRisk map[string]score.Points // by storefront id
	Card       *score.Card
	Run        Run
	// Nodes are the members, the sellers that operate core and attached ones,
	// and the complaints, test purchases and enforcements against either.
	Nodes []entity.Node
	// Links join the nodes with each other, with the identifiers that tie the
	// ring, and these and the members with their regions.
	Links []entity.Link
	// Places names regions, by id; one without a name is shown by its id alone.
	Places map[string]string
}

// Run is what made the ring.
type Run struct {
	ID, Snapshot, Register string
	Params                 string // canonical JSON
	Versions               []Version
	Notes                  []string
	Counts                 []Counted
}

// Evidence leads from a claim to the original row. *vault.Vault is one.
type Evidence interface {
	File(number uint32) (vault.File, error)
	Prove(ctx context.Context, number uint32, rows []uint32) (*vault.RowTree, []vault.Proof, error)
}

// Options are what else a package depends on.
type Options struct {
	Level     Level
	Profile   string   // a name of Profiles
	Languages []string // of Languages; the first is the main one
	Recipient string   // who gets it, at most 200 characters; it is printed on every page
	Final     bool     // it will be signed; otherwise it is a draft
}
