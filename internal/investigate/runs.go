package investigate

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// Runs returns the runs, newest first.
func (s *Service) Runs(ctx context.Context) ([]RunView, error) {
	info, err := s.graph.Info(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := scanKeys(ctx, s.graph, entity.KindRun)
	if err != nil {
		return nil, err
	}
	nodes, err := s.graph.Nodes(ctx, keys)
	if err != nil {
		return nil, err
	}
	out := []RunView{}
	for _, n := range nodes {
		if n == nil {
			continue
		}
		var v RunView
		if err := json.Unmarshal([]byte(n.Text(attrDoc)), &v); err != nil {
			return nil, damaged(n.Key, err)
		}
		at, _ := n.Get(attrAt)
		when, _ := at.AsWhen()
		v.At, v.Current = when.Time(), v.ID == info.Run
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b RunView) int {
		if c := b.At.Compare(a.At); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return out, nil
}
