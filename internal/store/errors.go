package store

import (
	"fmt"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// CodeDangling is the code of an error about a link whose end is missing.
const CodeDangling = "DANGLING_REF"

// The errors of the contract are made here, so that every backend words them
// alike. They name positions and kinds, never ids: an id may be personal.

// Closed is the error of every method after Close.
func Closed() error {
	return &errs.Error{Op: "store", Kind: errs.Conflict, Message: "the store is closed"}
}

// Dangling is the error about link i of a batch, which ends at a node that is
// neither stored nor in the batch or a piece before it.
func Dangling(i int, t entity.LinkType) error {
	return &errs.Error{
		Op: "store", Kind: errs.NotFound, Code: CodeDangling, Subject: fmt.Sprintf("link %d of the batch (%s)", i, t),
		Message: "an end of the link is neither stored nor in the batch", Remedy: "Load the node before the link or together with it.",
	}
}

// DanglingMember is the error about member link i of a run image, whose
// storefront is not stored or whose ring is not in the image.
func DanglingMember(i int) error {
	return &errs.Error{
		Op: "store", Kind: errs.NotFound, Code: CodeDangling, Subject: fmt.Sprintf("member link %d of the run", i),
		Message: "the storefront is not stored, or the ring is not of this run",
	}
}

// StillLinked is the error about deleting a node of kind k that keeps links.
func StillLinked(k entity.Kind) error {
	return &errs.Error{
		Op: "store", Kind: errs.Conflict, Code: "NODE_HAS_LINKS", Subject: fmt.Sprintf("a node of kind %s", k),
		Message: "the node still has links", Remedy: "Delete its links in the same batch.",
	}
}
