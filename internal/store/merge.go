package store

import (
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// MergeAttrs returns the union of stored, which is folded, and more, in folded
// order, and whether it differs from stored. Neither argument is altered; the
// result may share memory with stored.
func MergeAttrs(stored, more []entity.Attr) ([]entity.Attr, bool) {
	return merge(stored, more, entity.Attr.Compare, entity.FoldAttrs)
}

// MergeClaims is MergeAttrs for the claims of a link.
func MergeClaims(stored, more []entity.Claim) ([]entity.Claim, bool) {
	return merge(stored, more, entity.Claim.Compare, entity.FoldClaims)
}

func merge[T any](stored, more []T, compare func(T, T) int, fold func([]T) []T) ([]T, bool) {
	var lacking []T
	for _, x := range more {
		if _, found := slices.BinarySearchFunc(stored, x, compare); !found {
			lacking = append(lacking, x)
		}
	}
	if lacking == nil {
		return stored, false
	}
	return fold(slices.Concat(stored, lacking)), true
}

// Folded reports whether xs is strictly ascending: sorted, without repeats.
func Folded[T any](xs []T, compare func(T, T) int) bool {
	for i := 1; i < len(xs); i++ {
		if compare(xs[i-1], xs[i]) >= 0 {
			return false
		}
	}
	return true
}
