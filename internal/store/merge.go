package store

import (
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// MergeAttrs returns the union of stored, which is folded, and more, folded
// again, and whether it differs from stored. Neither argument is altered; the
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
	merged := fold(slices.Concat(stored, lacking))
	return merged, !slices.EqualFunc(merged, stored, func(a, b T) bool { return compare(a, b) == 0 })
}

// FoldedAttrs reports whether attributes are as entity.FoldAttrs leaves them.
func FoldedAttrs(as []entity.Attr) bool {
	if !ascending(as, entity.Attr.Compare) {
		return false
	}
	for i := 1; i < len(as); i++ {
		if as[i-1].Name == as[i].Name && as[i-1].Value.Equal(as[i].Value) {
			return len(entity.FoldAttrs(slices.Clone(as))) == len(as)
		}
	}
	return true
}

// FoldedClaims reports whether claims are as entity.FoldClaims leaves them.
func FoldedClaims(cs []entity.Claim) bool { return ascending(cs, entity.Claim.Compare) }

func ascending[T any](xs []T, compare func(T, T) int) bool {
	for i := 1; i < len(xs); i++ {
		if compare(xs[i-1], xs[i]) >= 0 {
			return false
		}
	}
	return true
}
