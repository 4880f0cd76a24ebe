package investigate

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/folder"
	"github.com/ringtrace/ringtrace/internal/score"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// Options say which data a Service works on.
type Options struct {
	Data    string           // data folder
	Create  bool             // make the folder when it does not exist; otherwise that is errs.NotFound
	Upgrade bool             // bring a folder of an older layout to this one; otherwise that is errs.Conflict
	Rules   folder.Rules     // by which values get their ids; nil for those of this program
	Program string           // name and version of this program, for people
	Store   string           // store URL; "" is the SQLite file in the data folder
	Graph   Store            // an open store to use instead; Close closes it
	Secret  Secret           // for a store that wants one
	Now     func() time.Time // the only clock
	Random  io.Reader        // keys of what is kept, names of downloads; nil where nothing is loaded
	Log     zerolog.Logger   // receives causes of errors and counts, never values
}

// Secret is the password of a store on a server: itself, or the file that
// holds it.
type Secret struct{ Password, File string }

// Service answers every use case. It is safe for many goroutines.
type Service struct {
	opt   Options
	graph Store
	vault *vault.Vault
	book  *casebook.Book
	card  *score.Card

	mu     sync.Mutex
	ranked *ranking // of the run that was current when last asked

	regional regional
}

// Store is what the service needs of a backend.
type Store interface {
	store.Graph
	store.Finder
}

// Open opens the data folder and its store. It fails with errs.Unavailable
// within five seconds when the store cannot be reached, and with
// errs.Conflict when the folder was written by a newer ringtrace, or by an
// older one and Upgrade is not set.
func Open(ctx context.Context, opt Options) (*Service, error) {
	card, err := score.Shipped()
	if err != nil {
		return nil, err
	}
	if err := prepareFolder(ctx, opt); err != nil {
		return nil, err
	}
	s := &Service{opt: opt, card: card}
	if s.vault, err = vault.Open(filepath.Join(opt.Data, "vault"), vaultOptions(opt)); err != nil {
		return nil, err
	}
	if s.book, err = casebook.Open(ctx, filepath.Join(opt.Data, "case.db")); err != nil {
		return nil, err
	}
	if err := s.recall(ctx); err != nil {
		return nil, errors.Join(err, s.book.Close())
	}
	if s.graph, err = openStore(ctx, opt); err != nil {
		return nil, errors.Join(err, s.book.Close())
	}
	return s, nil
}

// Close releases the folder and the store.
func (s *Service) Close() error { return errors.Join(s.graph.Close(), s.book.Close()) }

// vaultOptions hands the vault its randomness, and the folder's secret, which
// is made when the first file that needs it is read.
func vaultOptions(opt Options) vault.Options {
	return vault.Options{Random: opt.Random, Secret: func() ([]byte, error) { return folder.Secret(opt.Data, opt.Random) }}
}
