package investigate

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/folder"
	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// EraseRequest says whose rows to make unreadable for good, and who does it,
// why.
type EraseRequest struct {
	Subject string // key of an entity, or one row as SHA256:ROW
	Reason  string // must not hold the subject's value: it is kept
	By      string // a person
	DryRun  bool   // find and report the rows, erase nothing
}

// ErasureView is one erasure, as the casebook remembers it.
type ErasureView struct {
	ID      string       `json:"id"`
	Kind    string       `json:"kind"`    // of the subject: a kind of entity, or "row"
	Subject string       `json:"subject"` // keyed hash of its key
	Files   []RowsOfFile `json:"files"`
	By      string       `json:"by"`
	Reason  string       `json:"reason"`
	At      time.Time    `json:"at"`
	Done    bool         `json:"done"` // otherwise it was cut short, and the next writing command finishes it
}

// EraseReport says what an erasure took away, and what it could not reach.
type EraseReport struct {
	Erasure ErasureView `json:"erasure"` // without an id when nothing was erased
	Rows    int         `json:"rows"`
	// Mentions is how many of the rows no claim led to: the value stood in a
	// rejected row, or in a field that nothing was concluded from.
	Mentions int           `json:"mentions"`
	Packages []HandoutView `json:"packages"` // handed out before, and holding one of the rows
	Named    int           `json:"named"`    // entries of the casebook that name the subject; they cannot be altered
	Detect   *DetectReport `json:"detect,omitempty"`
}

// HandoutView is a package that was built, and how many of the rows it cites.
type HandoutView struct {
	Core  string    `json:"core"`
	Ring  string    `json:"ring"`
	Level string    `json:"level"`
	State string    `json:"state"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Rows  int       `json:"rows"`
}

// Erase makes every row that names the subject unreadable for good: those its
// claims rest on, and those that its value stands in besides. Hashes and the
// reason stay. The store is made again without the rows, what was derived from
// them is removed or made again, and packages that cite them are listed. A
// subject that no row names is errs.NotFound, a reason that names it
// errs.Invalid.
func (s *Service) Erase(ctx context.Context, req EraseRequest) (*EraseReport, error) {
	if err := checkWords("erase", req.Reason, req.By); err != nil {
		return nil, err
	}
	release, err := s.lock("erase")
	if err != nil {
		return nil, err
	}
	defer release()
	if _, err := s.catchUp(ctx); err != nil {
		return nil, err
	}
	x, err := s.subject(ctx, req.Subject)
	if err != nil {
		return nil, err
	}
	if x.name.In(req.Reason) || x.name.In(req.By) {
		return nil, &errs.Error{Op: "erase", Kind: errs.Invalid, Subject: "reason", Message: "holds what is to be erased, and would keep it",
			Remedy: "Name the request or the law instead"}
	}
	report, err := s.eraseReport(ctx, x)
	if err != nil || req.DryRun {
		return report, err
	}
	e, err := s.beginErasure(ctx, x, req)
	if err != nil {
		return nil, err
	}
	caught, err := s.catchUp(ctx)
	if err != nil {
		return nil, err
	}
	report.Detect = caught.detect
	e.Done = s.opt.Now()
	report.Erasure = s.erasure(e)
	return report, nil
}

// Erasures returns every erasure, oldest first.
func (s *Service) Erasures(ctx context.Context) ([]ErasureView, error) {
	es, err := s.book.Erasures(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]ErasureView, len(es))
	for i, e := range es {
		out[i] = s.erasure(e)
	}
	return out, nil
}

func (s *Service) erasure(e casebook.Erasure) ErasureView {
	return ErasureView{ID: e.ID, Kind: e.Kind, Subject: e.Subject, Files: s.named(e.Rows), By: e.User, Reason: e.Reason, At: e.At, Done: !e.Done.IsZero()}
}

// subject is what is to be erased.
type subject struct {
	key      string // as it is hashed
	kind     string
	name     *ingest.Name
	rows     map[string]vault.RowSet // by the SHA-256 of their file
	mentions int                     // of them no claim led to so many
}

func (s *Service) subject(ctx context.Context, text string) (*subject, error) {
	if prefix, rest, ok := strings.Cut(text, ":"); ok && isHash(prefix) {
		prefix = strings.ToLower(prefix)
		f, unclear := s.fileOf(prefix)
		if row, err := strconv.ParseUint(rest, 10, 32); err == nil && (f != nil || unclear != nil) { // otherwise a platform is called like a hash
			return s.subjectRow(prefix, uint32(row))
		}
	}
	key := entity.ParseKey(text)
	x := &subject{key: key.String(), kind: key.Kind.String(), rows: map[string]vault.RowSet{}}
	texts, err := s.claimedRows(ctx, s.graph, key, x.rows)
	if err != nil {
		return nil, err
	}
	if err := s.withdrawnToo(ctx, key, x.rows); err != nil {
		return nil, err
	}
	claimed := countRows(x.rows)
	x.name = ingest.NewName(key, texts...)
	named, err := ingest.RowsNaming(ctx, s.vault, x.name)
	if err != nil {
		return nil, err
	}
	for sha, rows := range named {
		x.rows[sha] = rows.Union(x.rows[sha])
	}
	if x.mentions = countRows(x.rows) - claimed; countRows(x.rows) == 0 {
		return nil, &errs.Error{Op: "erase", Kind: errs.NotFound, Subject: key.Kind.String(), Message: "no row names it",
			Remedy: "ringtrace search finds keys; what was erased before is in ringtrace erase --list"}
	}
	return x, nil
}

func countRows(rows map[string]vault.RowSet) (n int) {
	for _, r := range rows {
		n += len(r.Rows)
	}
	return n
}

func (s *Service) subjectRow(prefix string, row uint32) (*subject, error) {
	rows, err := s.targetRow(prefix, row)
	if err != nil {
		return nil, err
	}
	x := &subject{kind: "row", rows: rows}
	for sha := range rows {
		x.key = fmt.Sprintf("%s:%d", sha, row)
		f, err := s.fileOf(sha)
		if err != nil {
			return nil, err
		}
		o, err := s.vault.Row(entity.NewRecord(f.Number, row))
		if err != nil {
			return nil, err
		}
		if o.Erased != nil {
			return nil, &errs.Error{Op: "erase", Kind: errs.Conflict, Subject: "row", Message: "is erased already"}
		}
		var texts []string
		for _, field := range o.Row.Fields(nil) {
			texts = append(texts, string(field))
		}
		x.name = ingest.NewName(entity.Key{}, texts...)
	}
	return x, nil
}

// claimedRows adds the rows that claims about a key rest on, and returns other
// ways in which the rows write it.
func (s *Service) claimedRows(ctx context.Context, g store.Graph, key entity.Key, rows map[string]vault.RowSet) (texts []string, err error) {
	nodes, err := g.Nodes(ctx, []entity.Key{key})
	if err != nil || nodes[0] == nil {
		return nil, err
	}
	var records []entity.Record
	for _, a := range nodes[0].Attrs {
		records = append(records, a.Claim.Record)
		if key.Kind.Identifier() && (a.Name == "display" || a.Name == "raw") {
			texts = append(texts, a.Value.Text())
		}
	}
	for adj, err := range g.Neighbours(ctx, []entity.Key{key}, store.Filter{}) {
		if err != nil {
			return nil, err
		}
		for _, c := range adj.Link.Claims {
			records = append(records, c.Record)
		}
	}
	for _, r := range records {
		f, err := s.vault.File(r.File())
		if r == 0 || r.Row() == 0 {
			continue
		}
		if err != nil {
			return nil, err
		}
		rows[f.SHA256] = rows[f.SHA256].Union(vault.RowSet{Rows: []uint32{r.Row()}})
	}
	return texts, nil
}

// withdrawnToo adds the rows about a key that were withdrawn: the store does
// not hold them, the vault does.
func (s *Service) withdrawnToo(ctx context.Context, key entity.Key, rows map[string]vault.RowSet) (err error) {
	ws, err := s.book.Withdrawals(ctx)
	if err != nil || len(casebook.Withdrawn(ws)) == 0 {
		return err
	}
	whole, remove, err := s.scratch()
	if err != nil {
		return err
	}
	s.vault.Withhold(nil)
	defer func() { s.vault.Withhold(withdrawnRows(ws)); err = cmp.Or(err, remove()) }()
	if _, err := ingest.Replay(ctx, whole, s.vault); err != nil {
		return err
	}
	_, err = s.claimedRows(ctx, whole, key, rows)
	return err
}

// eraseReport says what is going to be erased.
func (s *Service) eraseReport(ctx context.Context, x *subject) (*EraseReport, error) {
	rows := fileRows(x.rows)
	report := &EraseReport{Erasure: ErasureView{Kind: x.kind, Files: s.named(rows)}, Rows: countRows(x.rows), Mentions: x.mentions}
	var err error
	if report.Packages, err = s.citing(ctx, rows); err != nil {
		return nil, err
	}
	report.Named, err = s.namedInCasebook(ctx, x)
	return report, err
}

// citing returns the packages that cite one of the rows.
func (s *Service) citing(ctx context.Context, rows []casebook.FileRows) ([]HandoutView, error) {
	hs, err := s.book.Handouts(ctx)
	if err != nil {
		return nil, err
	}
	out := []HandoutView{}
	for _, h := range hs {
		if n := common(h.Rows, rows); n > 0 {
			out = append(out, HandoutView{Core: h.Core, Ring: h.Ring, Level: h.Level, State: h.State, By: h.User, At: h.At, Rows: n})
		}
	}
	return out, nil
}

// common counts the rows that both name.
func common(a, b []casebook.FileRows) (n int) {
	for i := range a {
		for j := range b {
			if a[i].SHA256 != b[j].SHA256 {
				continue
			}
			for _, row := range b[j].Rows {
				if a[i].Holds(row) {
					n++
				}
			}
		}
	}
	return n
}

// namedInCasebook counts the entries that name the subject and cannot be
// altered: the casebook is a chain of hashes. Storefronts stand in the ring
// register by their id, keys in judgements and verdicts, and people write what
// they like into reasons.
func (s *Service) namedInCasebook(ctx context.Context, x *subject) (n int, err error) {
	texts, err := s.book.Texts(ctx)
	if err != nil {
		return 0, err
	}
	for _, t := range texts {
		if t == x.key || strings.TrimPrefix(x.key, entity.KindStorefront.String()+":") == t || x.name.In(t) {
			n++
		}
	}
	return n, nil
}

// beginErasure writes down which rows go, with the hashes that stay of them.
func (s *Service) beginErasure(ctx context.Context, x *subject, req EraseRequest) (casebook.Erasure, error) {
	secret, err := folder.Secret(s.opt.Data, s.opt.Random)
	if err != nil {
		return casebook.Erasure{}, err
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("ringtrace erased subject\n" + x.key))
	e := casebook.Erasure{Kind: x.kind, Subject: hex.EncodeToString(mac.Sum(nil)), User: req.By, Reason: req.Reason, At: s.opt.Now()}
	for _, sha := range slices.Sorted(maps.Keys(x.rows)) {
		f, err := s.fileOf(sha)
		if err != nil {
			return e, err
		}
		rows := casebook.FileRows{SHA256: sha, Rows: x.rows[sha].Rows}
		tree, proofs, err := s.vault.Prove(ctx, f.Number, rows.Rows)
		if err != nil {
			return e, err
		}
		rows.Root = tree.Root.String()
		for _, p := range proofs {
			rows.Leaves = append(rows.Leaves, p.Leaf.String())
		}
		e.Rows = append(e.Rows, rows)
	}
	e, err = s.book.BeginErasure(ctx, e)
	if err == nil {
		s.opt.Log.Info().Str("erasure", e.ID).Int("rows", countRows(x.rows)).Msg("erasure begun")
	}
	return e, err
}
