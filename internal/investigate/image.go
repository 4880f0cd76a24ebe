package investigate

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/folder"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/store"
)

// Names of the attributes that derived nodes and links carry. Those of ring
// nodes are scalars that plain Cypher can read, and two JSON documents.
const (
	attrDoc     = "doc"     // kept form of a ring, RunView of a run
	attrSummary = "summary" // RingSummary
	attrTier    = "tier"
	// attrConfidence is absent until it is computed.
	attrConfidence = "confidence"
	attrRisk       = "risk" // hundredths
	attrStatus     = "status"
	attrMembers    = "members"
	attrAt         = "at"
	// attrGeneration tells cheaply that the store holds what the run read; it
	// means nothing outside the store and is no part of the run.
	attrGeneration = "generation"
)

func ringRegions(r *ring.Ring, regions map[string][]string) []string {
	out := []string{}
	for _, m := range r.Members {
		if m.Tier != ring.Peripheral {
			out = append(out, regions[m.Storefront]...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// memberRegions returns the ship-from regions of every core and attached
// member. It asks the regions for their storefronts: there are few of them.
func (s *Service) memberRegions(ctx context.Context, rings []ring.Ring) (map[string][]string, error) {
	out := map[string][]string{}
	regions, err := scanKeys(ctx, s.graph, entity.KindRegion)
	if err != nil || len(regions) == 0 {
		return out, err
	}
	counted := map[string]bool{}
	for i := range rings {
		for _, m := range rings[i].Members {
			if m.Tier != ring.Peripheral {
				counted[m.Storefront] = true
			}
		}
	}
	for adj, err := range s.graph.Neighbours(ctx, regions, store.Filter{Types: []entity.LinkType{entity.LinkShipsFrom}, Direction: store.In}) {
		if err != nil {
			return nil, err
		}
		if from := adj.Link.From; from.Kind == entity.KindStorefront && counted[from.ID] {
			out[from.ID] = append(out[from.ID], adj.Link.To.ID)
		}
	}
	return out, nil
}

func ringNode(v *RingView) (entity.Node, error) {
	doc, err := encodeRing(v)
	if err != nil {
		return entity.Node{}, err
	}
	summary, err := json.Marshal(v.Summary)
	if err != nil {
		return entity.Node{}, err
	}
	return entity.Node{Key: entity.Key{Kind: entity.KindRing, ID: v.Ring.ID}, Attrs: entity.FoldAttrs([]entity.Attr{
		{Name: attrDoc, Value: entity.String(string(doc))},
		{Name: attrSummary, Value: entity.String(string(summary))},
		{Name: attrStatus, Value: entity.String(v.Ring.Status.String())},
		{Name: attrRisk, Value: entity.Int(int64(v.Assessment.Risk))},
		{Name: attrMembers, Value: entity.Int(int64(v.Summary.Members))},
	})}, nil
}

func linkMembers(out []entity.Link, v *RingView) {
	for i, m := range v.Ring.Members {
		attrs := []entity.Attr{
			{Name: attrRisk, Value: entity.Int(int64(v.MemberRisk[m.Storefront]))},
			{Name: attrTier, Value: entity.String(m.Tier.String())},
		}
		if m.Confidence != nil {
			attrs = append([]entity.Attr{{Name: attrConfidence, Value: entity.Float(*m.Confidence)}}, attrs...)
		}
		out[i] = entity.Link{From: entity.Key{Kind: entity.KindStorefront, ID: m.Storefront}, Type: entity.LinkMemberOf,
			To: entity.Key{Kind: entity.KindRing, ID: v.Ring.ID}, Attrs: attrs}
	}
}

func (s *Service) runNode(d *detection) (entity.Node, error) {
	doc, err := json.Marshal(d.view)
	if err != nil {
		return entity.Node{}, err
	}
	return entity.Node{Key: entity.Key{Kind: entity.KindRun, ID: d.run}, Attrs: entity.FoldAttrs([]entity.Attr{
		{Name: attrDoc, Value: entity.String(string(doc))},
		{Name: attrAt, Value: entity.Time(entity.Instant(s.opt.Now()), "UTC")},
		{Name: attrGeneration, Value: entity.Int(int64(d.generation))},
	})}, nil
}

// describe sums the run up, without the time at which it was made.
func (s *Service) describe(d *detection) error {
	params, err := json.Marshal(d.params)
	if err != nil {
		return err
	}
	d.view = RunView{ID: d.run, Snapshot: d.snap.Hash(), Register: d.prior.Head, Params: string(params), Card: s.card.ID,
		Counts: d.counts(), Components: d.baseline, Notes: d.notes(), People: d.heeded.hash(), Statistics: d.table.Hash()}
	return nil
}

// runsVersion is the layout of runs/ID, raised with that of the data folder.
const runsVersion = 1

// keepRun writes the run's own folder, runs/ID: the run and its rings, a line
// each in the order of ids. The bytes depend on the run's inputs alone.
func (s *Service) keepRun(d *detection) error {
	dir := filepath.Join(s.opt.Data, "runs", d.run)
	if _, err := os.Stat(filepath.Join(dir, "run.json")); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return errs.Disk("detect", "runs folder", err)
	}
	err := folder.Replace(filepath.Join(dir, "rings.ndjson"), func(w io.Writer) error {
		for i := range d.image.Rings {
			if _, err := io.WriteString(w, d.image.Rings[i].Text(attrDoc)+"\n"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(d.view, "", "  ")
	if err != nil {
		return err
	}
	return folder.Replace(filepath.Join(dir, "run.json"), folder.Whole(append(text, '\n'))) // last: it says that the folder is whole
}
