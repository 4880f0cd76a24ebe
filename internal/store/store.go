// Package store holds the contract that every graph store keeps, and nothing
// that stores. Each sentence of the interface's comments is held by a test in
// storetest, which runs on every backend without exceptions.
//
// What bites: a load is one Apply, or one ApplyAll when it is too large to be
// held, and all or nothing; a generation stays inside one store and must not be shown to users; a Scan under a
// concurrent write answers from one generation, the old or the new.
package store

import (
	"context"
	"iter"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// Graph is a store of nodes and links. Implementations are safe for use by
// many goroutines. After Close every method fails with errs.Conflict. A
// cancelled context ends every method with the context's error and frees what
// it held.
type Graph interface {
	// Info returns what the store is and how much it holds.
	Info(ctx context.Context) (Info, error)

	// Apply merges a batch: nodes and links that are new are added, those
	// that exist gain the attributes and claims they lack; nothing is
	// overwritten, so batches commute and applying one twice changes nothing.
	// Deletes are carried out after the upserts of the same batch; deleting
	// what is absent is no error. The whole batch is applied or none of it.
	// It returns the generation that holds the batch: the next one, or the
	// current one when nothing changed.
	//
	// It fails with errs.Invalid when the batch breaks a rule of Validate,
	// and with errs.NotFound (code DANGLING_REF) when a link's end is neither
	// stored nor in the batch; with errs.Conflict when a node is to be deleted
	// that still has links after the batch's own deletions; a membership in
	// the current run is a link. The batch is neither altered nor kept.
	Apply(ctx context.Context, b Batch) (Generation, error)

	// ApplyAll merges many batches, the pieces of a load too large to be
	// held, one after another and in one step for every reader: all of them
	// are applied or none, and they make one generation. Each is merged as
	// Apply merges; a link may also end at a node of an earlier piece. It
	// fails as Apply does, with errs.Invalid when a piece deletes, and with
	// the sequence's own error when it yields one.
	//
	// The sequence is drawn from while the store is being written to: it may
	// read from the store, which answers as before, and must not write to it.
	// A piece is neither altered nor kept once the next is asked for.
	ApplyAll(ctx context.Context, pieces iter.Seq2[Batch, error]) (Generation, error)

	// Replace is ApplyAll with the store emptied first in the same step, of
	// evidence, rings and runs: the pieces become the whole content, and a
	// link may end at their nodes only. It always makes the next generation.
	// Dense numbers may be given anew.
	//
	// A store that writes files of its own keeps nothing of the former
	// content in them that is not part of the new one. Where somebody is
	// still reading the former content, that holds once the reader has ended
	// and the store was then written to, closed or opened.
	Replace(ctx context.Context, pieces iter.Seq2[Batch, error]) (Generation, error)

	// Nodes returns the nodes in the order asked, nil where there is none.
	Nodes(ctx context.Context, keys []entity.Key) ([]*entity.Node, error)

	// Neighbours yields the links of many keys at once, one hop: in the order
	// of the keys asked, and for each key ordered by direction (out, then
	// in), type, role and the key of the other end. A self-loop is yielded
	// once for each direction asked. Unknown keys have no links. An error
	// ends the sequence and is its last element.
	Neighbours(ctx context.Context, keys []entity.Key, f Filter) iter.Seq2[Adjacent, error]

	// Scan yields every row that sel selects and r holds, ordered by dense
	// number: nodes by their own; links by from, then type, then to, then
	// role. The union of disjoint ranges is the whole, without duplicates.
	// Rows carry no attributes and no claims. Dense numbers are positive,
	// stable until Replace, and mean nothing outside the store.
	Scan(ctx context.Context, sel Selection, r Range) iter.Seq2[Row, error]

	// PutRun makes the run current: its node is added (or replaced), and all
	// ring nodes and MEMBER_OF links are replaced by the image's, in one step
	// for every reader. The generation does not change. Ring and run nodes
	// are read with Nodes, Neighbours and Scan like any others. It fails with
	// errs.Invalid when the image breaks a rule of Validate, and with
	// errs.NotFound (code DANGLING_REF) when a member is not stored or its
	// ring is not in the image.
	PutRun(ctx context.Context, img RunImage) error

	// Close frees what the store holds. Closing twice is no error. A sequence
	// under way ends with errs.Conflict at its next element.
	Close() error
}

// Finder searches nodes by text. Backends implement it beside Graph, fed from
// the same batches.
type Finder interface {
	// Find returns at most limit keys of the given kinds (all searchable
	// kinds when none: see Searchable) in key order that hold, in their id or
	// in a text attribute named "name", a word that begins with the text, both
	// case-folded. Words are runs of letters and digits, and in Chinese text
	// what begins at any character (see Words). Text of several words matches
	// nodes that hold them all. Text without any letter or digit finds
	// nothing.
	Find(ctx context.Context, text string, kinds []entity.Kind, limit int) ([]entity.Key, error)
}

// Generation counts the batches that changed a store, from 0 for an empty one.
type Generation int64

// Info describes a store.
type Info struct {
	Backend    string // "memory", "sqlite", "neo4j"
	Version    string // of the backend's software
	Generation Generation
	Nodes      int64  // evidence nodes: ring and run nodes not counted
	Links      int64  // evidence links: MEMBER_OF not counted
	Run        string // id of the current run, "" before the first
}

// Batch is what one Apply merges, and a piece of what ApplyAll does.
type Batch struct {
	Nodes       []entity.Node
	Links       []entity.Link
	DeleteLinks []entity.LinkKey
	DeleteNodes []entity.Key
}

// Direction says which links of a node are meant.
type Direction uint8

// The directions.
const (
	Both Direction = iota
	Out
	In
)

// Filter narrows Neighbours; its zero value means everything.
type Filter struct {
	Types     []entity.LinkType // any type when empty
	Direction Direction
	Limit     int // at most so many links per key and direction, 0 for all
}

// Adjacent is one link as seen from one of the asked keys.
type Adjacent struct {
	Of   int  // index of the asked key
	Out  bool // the asked key is the link's From
	Link entity.Link
}

// Other returns the far end of the link.
func (a Adjacent) Other() entity.Key {
	if a.Out {
		return a.Link.To
	}
	return a.Link.From
}

// Selection says what Scan reads: nodes of some kinds or links of some types.
// Exactly one of the two is non-empty.
type Selection struct {
	Kinds []entity.Kind
	Types []entity.LinkType
}

// Range is a half-open range of dense node numbers, for links of their From.
// The zero Range is everything; any other with Hi <= Lo is empty.
type Range struct {
	Lo, Hi int64
}

// Row is one scanned node or link. For a node N and Key are set; for a link
// the rest. First and Last are unknown where no claim has a time.
type Row struct {
	N           int64
	Key         entity.Key
	From, To    int64
	Type        entity.LinkType
	Role        string
	Class       entity.Class
	First, Last entity.When
}

// Holds reports whether number n is in the range.
func (r Range) Holds(n int64) bool { return r == Range{} || (r.Lo <= n && n < r.Hi) }

// RunImage is what PutRun writes: one run node, its ring nodes, and a
// MEMBER_OF link from each member storefront to its ring.
type RunImage struct {
	Run     entity.Node
	Rings   []entity.Node
	Members []entity.Link
}
