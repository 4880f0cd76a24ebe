package investigate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/folder"
	"github.com/ringtrace/ringtrace/internal/store/neo4j"
	"github.com/ringtrace/ringtrace/internal/store/sqlite"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// layout is that of the data folder which this binary writes. It is raised, with
// a step in upgrade.go, whenever one of the parts is.
const layout = 2

// plan says what this binary makes of data folders.
func plan(opt Options) *folder.Plan {
	return &folder.Plan{
		Mine: folder.Format{Layout: layout, Program: opt.Program, Parts: map[string]int{
			"vault": vault.FormatVersion, "case.db": casebook.FormatVersion, "graph.db": sqlite.FormatVersion, "runs": runsVersion}},
		Steps:  []folder.Step{{To: 2, Do: upgrade2(opt.Random)}},
		Before: keepCasebook,
	}
}

// prepareFolder makes the data folder, or makes sure that this binary may use
// it; an older one is upgraded where the options say so.
func prepareFolder(ctx context.Context, opt Options) error {
	info, err := os.Stat(opt.Data)
	switch {
	case err == nil && !info.IsDir():
		return &errs.Error{Op: "open", Kind: errs.Invalid, Subject: "data folder", Message: "is a file", Remedy: "Name a folder with --data"}
	case err == nil:
	case !errors.Is(err, os.ErrNotExist):
		return errs.Disk("open", "data folder", err)
	case !opt.Create:
		return &errs.Error{Op: "open", Kind: errs.NotFound, Subject: "data folder", Message: "there is none",
			Remedy: "Load something first (ringtrace load PATH), or name the folder with --data", Err: err}
	}
	if err := os.MkdirAll(opt.Data, 0o700); err != nil {
		return errs.Disk("open", "data folder", err)
	}
	return plan(opt).Open(ctx, opt.Data, opt.Upgrade, opt.holder("upgrade"))
}

// lock takes the folder for one writer. Reading goes on beside it. The lock
// is the operating system's, so a killed process leaves none behind.
func (s *Service) lock(op string) (release func(), err error) {
	unlock, err := folder.Lock(s.opt.Data, s.opt.holder(op))
	if err != nil {
		return nil, err
	}
	return func() {
		if err := unlock(); err != nil {
			s.opt.Log.Error().Err(err).Str("op", op).Msg("lock not released")
		}
	}, nil
}

// holder names this process for others that want to write.
func (o *Options) holder(op string) folder.Holder {
	return folder.Holder{Program: cmp.Or(o.Program, "ringtrace"), PID: os.Getpid(), Command: op, Since: o.Now()}
}

// openStore opens the store that the URL names.
func openStore(ctx context.Context, opt Options) (Store, error) {
	if opt.Graph != nil {
		return opt.Graph, nil
	}
	if opt.Store == "" {
		return sqlite.Open(filepath.Join(opt.Data, "graph.db"), sqlite.Options{})
	}
	u, err := url.Parse(opt.Store)
	if err != nil {
		return nil, &errs.Error{Op: "open", Kind: errs.Invalid, Subject: "store", Message: "the address is not a URL",
			Remedy: "Leave --store away for the embedded store"}
	}
	if slices.Contains(neo4j.Schemes(), u.Scheme) {
		return neo4j.Open(ctx, opt.Store, neo4j.Options{Password: opt.Secret.Password, PasswordFile: opt.Secret.File, Unfinished: func(err error) {
			opt.Log.Warn().Err(err).Msg("former content is still in the database: the next write or start clears it away")
		}})
	}
	return nil, &errs.Error{Op: "open", Kind: errs.Invalid, Subject: "store", Message: fmt.Sprintf("no store of kind %q", u.Scheme),
		Remedy: "Write neo4j://user@host:7687/database, or leave --store away for the embedded store"}
}
