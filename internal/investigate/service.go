package investigate

import (
	"context"
	"time"

	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// Options say which data a Service works on.
type Options struct {
	Data  string           // data folder, made when it does not exist
	Store string           // store URL; "" is the SQLite file in the data folder
	Now   func() time.Time // the only clock
	Log   zerolog.Logger   // receives causes of errors and counts, never values
}

// Service answers every use case. It is safe for many goroutines.
type Service struct {
	opt   Options
	graph Store
	vault *vault.Vault
	book  *casebook.Book
}

// Store is what the service needs of a backend.
type Store interface {
	store.Graph
	store.Finder
}

// Open opens the data folder and its store. It fails with errs.Unavailable
// within five seconds when the store cannot be reached, and with
// errs.Conflict when the folder was written by a newer ringtrace.
func Open(ctx context.Context, opt Options) (*Service, error) { panic("wip") }

// Close releases the folder and the store.
func (s *Service) Close() error { panic("wip") }

// Rings returns the ranked list of the current run, from offset, at most
// limit (0: all).
func (s *Service) Rings(ctx context.Context, f RingFilter, offset, limit int) (*RingPage, error) {
	panic("wip")
}

// Members returns the rows of `rings --members` for the rings that f selects,
// ordered by ring, then storefront.
func (s *Service) Members(ctx context.Context, f RingFilter) ([]MemberRow, error) { panic("wip") }

// Ring returns one ring of the current run, or errs.NotFound. An id that was
// issued once but is in no current ring is named as retired in the error.
func (s *Service) Ring(ctx context.Context, id string) (*RingView, error) { panic("wip") }

// RingsOf returns, for each storefront asked, the id of its ring in the
// current run ("" for none), counting tiers core and attached only unless
// peripheral is set. One store call for all of them.
func (s *Service) RingsOf(ctx context.Context, storefronts []string, peripheral bool) ([]string, error) {
	panic("wip")
}

// Explain returns the argument for one member of a ring, or, for a storefront
// that is no member, why it is none.
func (s *Service) Explain(ctx context.Context, ringID, storefront string) (*Membership, error) {
	panic("wip")
}

// Claims returns the claims behind each (storefront, identifier), those of
// the storefront's sellers included, with source rows: one store call for
// all of them.
func (s *Service) Claims(ctx context.Context, refs []LinkRef) ([][]ClaimView, error) { panic("wip") }

// Show returns one entity with its links and claims, at most limit links, or
// errs.NotFound.
func (s *Service) Show(ctx context.Context, key entity.Key, limit int) (*NodeView, error) {
	panic("wip")
}

// Nodes returns many entities without links, nil where there is none, in one
// store call.
func (s *Service) Nodes(ctx context.Context, keys []entity.Key) ([]*NodeView, error) { panic("wip") }

// Search finds entities by the beginning of words in their id or name.
func (s *Service) Search(ctx context.Context, text string, kinds []entity.Kind, limit int) ([]Hit, error) {
	panic("wip")
}

// Runs returns the runs, newest first.
func (s *Service) Runs(ctx context.Context) ([]RunView, error) { panic("wip") }

// Original returns the bytes of the source row behind a claim, as they came.
func (s *Service) Original(ctx context.Context, sha256 string, row int) ([]byte, error) {
	panic("wip")
}
