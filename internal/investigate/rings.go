package investigate

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
	"github.com/ringtrace/ringtrace/internal/store"
)

// ranking is the ranked list of one run.
type ranking struct {
	run   string
	rings []RingSummary
}

// rank returns the current run's list, reading it once for each run. It fails
// with errs.Conflict when a new run is put in place meanwhile.
func (s *Service) rank(ctx context.Context) (*ranking, error) {
	info, err := s.graph.Info(ctx)
	if err != nil {
		return nil, err
	}
	if info.Run == "" {
		return nil, &errs.Error{Op: "rings", Kind: errs.NotFound, Subject: "run", Message: "there is none yet", Remedy: "Run ringtrace detect first"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ranked == nil || s.ranked.run != info.Run {
		r, err := readRanking(ctx, s.graph, info.Run)
		if err != nil {
			return nil, err
		}
		if err := s.still(ctx, info.Run); err != nil {
			return nil, err
		}
		s.ranked = r
	}
	return s.ranked, nil
}

// still fails with errs.Conflict when run is not the current one any more:
// what was read in several calls is then of two runs.
func (s *Service) still(ctx context.Context, run string) error {
	info, err := s.graph.Info(ctx)
	if err != nil {
		return err
	}
	if info.Run != run {
		return replaced(run)
	}
	return nil
}

func replaced(run string) error {
	return &errs.Error{Op: "rings", Kind: errs.Conflict, Code: "STALE_RUN", Subject: "run " + run, Message: "a new run was made meanwhile", Remedy: "Ask again"}
}

func readRanking(ctx context.Context, g store.Graph, run string) (*ranking, error) {
	keys, err := scanKeys(ctx, g, entity.KindRing)
	if err != nil {
		return nil, err
	}
	r := &ranking{run: run}
	for len(keys) > 0 {
		page := keys[:min(pageOf, len(keys))]
		keys = keys[len(page):]
		nodes, err := g.Nodes(ctx, page)
		if err != nil {
			return nil, err
		}
		for _, n := range nodes {
			if n == nil { // replaced by a newer run between the two calls
				return nil, replaced(run)
			}
			var sum RingSummary
			if err := json.Unmarshal([]byte(n.Text(attrSummary)), &sum); err != nil {
				return nil, damaged(n.Key, err)
			}
			if sum.Run != run { // ids outlive runs
				return nil, replaced(run)
			}
			r.rings = append(r.rings, sum)
		}
	}
	slices.SortFunc(r.rings, byRisk)
	return r, nil
}

// byRisk orders rings for a reader with little time: shown risk, then the
// uncompressed sum, status, size, id.
func byRisk(a, b RingSummary) int {
	return cmp.Or(cmp.Compare(points(b.Risk), points(a.Risk)), cmp.Compare(points(b.Points), points(a.Points)),
		cmp.Compare(a.Status, b.Status), cmp.Compare(b.Members, a.Members), cmp.Compare(a.ID, b.ID))
}

func points(p *score.Points) score.Points {
	if p == nil {
		return -1
	}
	return *p
}

func damaged(k entity.Key, cause error) error {
	return &errs.Error{Op: "read run", Kind: errs.Unverified, Subject: k.String(), Message: "is damaged in the store", Remedy: "Run ringtrace detect again", Err: cause}
}

// Rings returns the ranked list of the current run, from offset, at most
// limit (0: all).
func (s *Service) Rings(ctx context.Context, f RingFilter, offset, limit int) (*RingPage, error) {
	r, err := s.rank(ctx)
	if err != nil {
		return nil, err
	}
	chosen, err := s.choose(ctx, r, f)
	if err != nil {
		return nil, err
	}
	page := &RingPage{Run: r.run, Total: len(chosen), Rings: chosen[min(max(offset, 0), len(chosen)):]}
	if limit > 0 && len(page.Rings) > limit {
		page.Rings, page.HasMore = page.Rings[:limit], true
	}
	if f.Holding != "" { // was looked up apart
		return page, s.still(ctx, r.run)
	}
	return page, nil
}

// choose returns the summaries that f lets through, in rank order.
func (s *Service) choose(ctx context.Context, r *ranking, f RingFilter) ([]RingSummary, error) {
	var holding map[string]bool
	if f.Holding != "" {
		ids, err := s.ringsHolding(ctx, []string{f.Holding})
		if err != nil {
			return nil, err
		}
		holding = map[string]bool{}
		for _, m := range ids[0] {
			holding[m.ring] = true
		}
	}
	out := []RingSummary{}
	for _, sum := range r.rings {
		if f.lets(&sum) && (holding == nil || holding[sum.ID]) {
			out = append(out, sum)
		}
	}
	return out, nil
}

func (f *RingFilter) lets(r *RingSummary) bool {
	switch {
	case len(f.Status) > 0 && !slices.Contains(f.Status, r.Status),
		f.MinRisk != nil && points(r.Risk).Float() < *f.MinRisk,
		f.MinSize > 0 && r.Members < f.MinSize,
		f.MaxSize > 0 && r.Members > f.MaxSize,
		f.Region != "" && !slices.ContainsFunc(r.Regions, func(code string) bool { return code == f.Region || strings.HasSuffix(code, ":"+f.Region) }):
		return false
	}
	return true
}

// membership is one MEMBER_OF link, read back.
type membership struct {
	ring       string
	tier       ring.Tier
	risk       score.Points
	confidence *float64
}

// ringsHolding returns the memberships of each storefront, ordered by ring.
func (s *Service) ringsHolding(ctx context.Context, storefronts []string) ([][]membership, error) {
	out := make([][]membership, len(storefronts))
	keys := make([]entity.Key, len(storefronts))
	for i, id := range storefronts {
		keys[i] = entity.Key{Kind: entity.KindStorefront, ID: id}
	}
	for adj, err := range s.graph.Neighbours(ctx, keys, store.Filter{Types: []entity.LinkType{entity.LinkMemberOf}, Direction: store.Out}) {
		if err != nil {
			return nil, err
		}
		m, err := readMembership(&adj.Link)
		if err != nil {
			return nil, err
		}
		out[adj.Of] = append(out[adj.Of], m)
	}
	return out, nil
}

func readMembership(l *entity.Link) (membership, error) {
	m := membership{ring: l.To.ID}
	for _, a := range l.Attrs {
		switch a.Name {
		case attrTier:
			if err := m.tier.UnmarshalText([]byte(a.Value.Text())); err != nil {
				return m, damaged(l.To, err)
			}
		case attrConfidence:
			share := a.Value.AsFloat()
			m.confidence = &share
		case attrRisk:
			m.risk = score.Points(a.Value.AsInt())
		}
	}
	return m, nil
}

// RingsOf returns, for each storefront asked, the id of its ring in the
// current run ("" for none), counting tiers core and attached only unless
// peripheral is set. One store call for all of them.
func (s *Service) RingsOf(ctx context.Context, storefronts []string, peripheral bool) ([]string, error) {
	all, err := s.ringsHolding(ctx, storefronts)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(storefronts))
	for i, ms := range all {
		for _, m := range ms {
			if m.tier != ring.Peripheral || (peripheral && out[i] == "") {
				out[i] = m.ring
			}
		}
	}
	return out, nil
}

// Members returns the rows of `rings --members` for the rings that f selects,
// ordered by ring, then storefront.
func (s *Service) Members(ctx context.Context, f RingFilter) ([]MemberRow, error) {
	r, err := s.rank(ctx)
	if err != nil {
		return nil, err
	}
	chosen, err := s.choose(ctx, r, f)
	if err != nil {
		return nil, err
	}
	keys := make([]entity.Key, len(chosen))
	for i := range chosen {
		keys[i] = entity.Key{Kind: entity.KindRing, ID: chosen[i].ID}
	}
	slices.SortFunc(keys, entity.Key.Compare)
	out := []MemberRow{}
	for len(keys) > 0 {
		page := keys[:min(pageOf, len(keys))]
		keys = keys[len(page):]
		for adj, err := range s.graph.Neighbours(ctx, page, store.Filter{Types: []entity.LinkType{entity.LinkMemberOf}, Direction: store.In}) {
			if err != nil {
				return nil, err
			}
			m, err := readMembership(&adj.Link)
			if err != nil {
				return nil, err
			}
			out = append(out, MemberRow{Ring: m.ring, Storefront: adj.Link.From.ID, Tier: m.tier, Confidence: m.confidence, Risk: &m.risk})
		}
	}
	return out, s.still(ctx, r.run)
}

// Ring returns one ring of the current run, or errs.NotFound. An id that was
// issued once but is in no current ring is named as retired in the error.
func (s *Service) Ring(ctx context.Context, id string) (*RingView, error) {
	nodes, err := s.graph.Nodes(ctx, []entity.Key{{Kind: entity.KindRing, ID: id}})
	if err != nil {
		return nil, err
	}
	if nodes[0] == nil {
		return nil, s.noRing(ctx, id)
	}
	v, err := decodeRing(nodes[0].Text(attrDoc))
	if err != nil {
		return nil, damaged(nodes[0].Key, err)
	}
	return v, nil
}

// noRing says why there is no such ring: never issued, or retired since.
func (s *Service) noRing(ctx context.Context, id string) error {
	e := &errs.Error{Op: "ring", Kind: errs.NotFound, Subject: fmt.Sprintf("%.40q", id), Message: "there is no such ring", Remedy: "ringtrace rings lists them"}
	last, issued, err := s.book.Last(ctx, id)
	if err != nil {
		return err
	}
	switch {
	case issued && last.Kind == casebook.Retired:
		e.Message = fmt.Sprintf("the ring was retired by run %s: no group of that run carries it on", last.Run)
	case issued:
		e.Message, e.Remedy = fmt.Sprintf("run %s issued or kept the ring, but is not in the store", last.Run), "Run ringtrace detect, which completes it"
	}
	return e
}
