package ingest

import (
	"context"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// Replay applies the vault's loads that the store does not hold, in order, and
// returns their numbers: an interrupted one, or, into an empty store, all of
// them. The graph that comes out is the same as without the interruption.
func Replay(ctx context.Context, g store.Graph, v *vault.Vault) ([]uint32, error) {
	missing, err := Missing(ctx, g, v)
	if err != nil {
		return nil, err
	}
	var done []uint32
	for _, load := range missing {
		if err := replay(ctx, g, v, load); err != nil {
			return done, err
		}
		done = append(done, load.Number)
	}
	return done, nil
}

// Missing returns the loads that the vault recorded and the store does not
// hold.
func Missing(ctx context.Context, g store.Graph, v *vault.Vault) ([]vault.Load, error) {
	var loads []vault.Load
	var keys []entity.Key
	for _, load := range v.Loads() {
		if load.Abandoned || len(load.Files) == 0 {
			continue
		}
		f, err := v.File(load.Files[0])
		if err != nil {
			return nil, err
		}
		loads = append(loads, load)
		keys = append(keys, sourceKey(f.SHA256, f.Kind, f.Options))
	}
	nodes, err := g.Nodes(ctx, keys)
	if err != nil {
		return nil, err
	}
	var missing []vault.Load
	for i, load := range loads {
		if nodes[i] == nil || !holdsLoad(nodes[i], load.Number) {
			missing = append(missing, load)
		}
	}
	return missing, nil
}

func holdsLoad(n *entity.Node, load uint32) bool {
	for _, a := range n.Attrs {
		if a.Name == attrLoad && a.Value.AsInt() == int64(load) {
			return true
		}
	}
	return false
}

func replay(ctx context.Context, g store.Graph, v *vault.Vault, load vault.Load) error {
	files, err := originals(ctx, v, load.Files)
	if err != nil {
		return err
	}
	known, err := originals(ctx, v, load.Context)
	if err != nil {
		return err
	}
	l := newLoader(g, v, load.At, load.Number, files, known)
	if err := l.begin(ctx); err != nil {
		return err
	}
	_, err = g.ApplyAll(ctx, ahead(ctx, l.pieces(func() error { return nil })))
	return err
}

// originals returns files of the vault, examined.
func originals(ctx context.Context, v *vault.Vault, numbers []uint32) ([]*source, error) {
	var files []*source
	for _, number := range numbers {
		f, err := v.File(number)
		if err != nil {
			return nil, err
		}
		s, err := vaultSource(v, f)
		if err != nil {
			return nil, err
		}
		if err := s.examine(ctx); err != nil {
			return nil, err
		}
		files = append(files, s)
	}
	return files, nil
}
