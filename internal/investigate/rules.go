package investigate

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/folder"
	"github.com/ringtrace/ringtrace/internal/ingest"
)

// RulesReport says that the store was made again because the rules by which
// values get their ids are others now, and what that moved.
type RulesReport struct {
	Changed []RuleChange  `json:"changed"`
	Moves   *ingest.Moves `json:"moves"`
}

// RuleChange is a rule of which the store was made by another version.
type RuleChange struct {
	Kind string `json:"kind"`
	Was  string `json:"was"` // "" where that is not known
	Is   string `json:"is"`
}

// shippedRules are the versions of the rules that this program has.
func shippedRules() folder.Rules {
	out := folder.Rules{"ingest": ingest.Version, "canon": canon.Version}
	for _, k := range entity.Kinds() {
		if k.Identifier() || k == entity.KindRegion || k == entity.KindStorefront {
			out[k.String()] = canon.RuleVersion(k)
		}
	}
	return out
}

// rulesNow are the rules that a store is made with.
func (s *Service) rulesNow() folder.Rules {
	if s.opt.Rules != nil {
		return s.opt.Rules
	}
	return shippedRules()
}

// storeName names the store in ringtrace.json, without its user.
func (s *Service) storeName() string {
	switch u, err := url.Parse(s.opt.Store); {
	case s.opt.Graph != nil:
		return "given"
	case s.opt.Store == "", err != nil:
		return "graph.db"
	default:
		return u.Scheme + "://" + u.Host + strings.TrimSuffix(u.Path, "/")
	}
}

// otherRules returns the rules by which the store would be made now, and was
// not: none where it holds nothing, or the vault nothing to make it of. A store
// of which nothing is known counts as made by others.
func (s *Service) otherRules(ctx context.Context) ([]RuleChange, error) {
	info, err := s.graph.Info(ctx)
	if err != nil || info.Nodes == 0 || len(s.vault.Loads()) == 0 {
		return nil, err
	}
	f, err := folder.Read(s.opt.Data)
	if err != nil {
		return nil, err
	}
	was, is := f.Rules[s.storeName()], s.rulesNow()
	var out []RuleChange
	for _, kind := range is.Differ(was) {
		out = append(out, RuleChange{kind, was[kind], is[kind]})
	}
	return out, nil
}

// markRules notes that the store is made by the rules of now. The caller holds
// the lock. It stands before the first load, and after a store was made again
// and everything that follows from that: a store that is older than the note
// is made again, one that is newer would not be.
func (s *Service) markRules() error {
	f, err := folder.Read(s.opt.Data)
	if err != nil {
		return err
	}
	if have, ok := f.Rules[s.storeName()]; ok && maps.Equal(have, s.rulesNow()) {
		return nil
	}
	f.Rules = maps.Clone(f.Rules)
	if f.Rules == nil {
		f.Rules = map[string]folder.Rules{}
	}
	f.Rules[s.storeName()] = s.rulesNow()
	return folder.Write(s.opt.Data, f)
}

// Lines tells the report in sentences.
func (r *RulesReport) Lines() []string {
	var changed []string
	for _, c := range r.Changed {
		if c.Was == "" {
			changed = append(changed, c.Kind+" is "+c.Is)
		} else {
			changed = append(changed, c.Kind+" "+c.Was+" -> "+c.Is)
		}
	}
	out := []string{"The rules for values are others now, and the store was made again from the vault: " + strings.Join(changed, ", ") + "."}
	for _, k := range r.Moves.Kinds {
		parts := []string{fmt.Sprintf("%d of %d have another id", k.Moved, k.Before)}
		for _, p := range []struct {
			n    int
			what string
		}{{k.Merged, "now hold what were several"}, {k.Split, "are now several"}, {k.Gone, "are refused or link no more"}, {k.Come, "are new"}} {
			if p.n > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
			}
		}
		out = append(out, k.Kind.String()+": "+strings.Join(parts, ", ")+".")
	}
	if len(r.Moves.Kinds) == 0 {
		return append(out, "No id moved.")
	}
	return append(out, fmt.Sprintf("Storefronts that are touched: %d.", r.Moves.Storefronts))
}

// checkRules says by which rules the store was made.
func (s *Service) checkRules(ctx context.Context) (string, error) {
	other, err := s.otherRules(ctx)
	if err != nil || len(other) == 0 {
		return "the store was made by the rules of this ringtrace", err
	}
	return "the store was made by other rules for " + strings.Join(kindsOf(other), ", ") + ": the next load or detect makes it again and says what moves", nil
}

func kindsOf(changes []RuleChange) []string {
	var out []string
	for _, c := range changes {
		out = append(out, c.Kind)
	}
	slices.Sort(out)
	return out
}
