package ingest

import (
	"context"
	"errors"
	"iter"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// pieces reads the files and yields what their rows assert, as soon as it is
// enough for a piece. When all rows are read it calls done, and then yields the
// last piece, in which the files themselves are; nothing of the load can be in
// the store for good before that.
func (l *loader) pieces(done func() error) func(context.Context) iter.Seq2[store.Batch, error] {
	return func(ctx context.Context) iter.Seq2[store.Batch, error] {
		return func(yield func(store.Batch, error) bool) {
			err := l.read(ctx, func() bool { return yield(l.facts.batch(), nil) })
			if err == nil {
				err = done()
			}
			switch {
			case errors.Is(err, errStopped):
			case err != nil:
				yield(store.Batch{}, err)
			default:
				l.stateFiles()
				yield(l.facts.batch(), nil)
			}
		}
	}
}

// errStopped ends a reading whose pieces nobody wants any longer.
var errStopped = errors.New("no more pieces wanted")

// read reads all files, kind by kind. It calls full when the facts are enough
// for a piece, which must empty them and says whether to go on.
func (l *loader) read(ctx context.Context, full func() bool) error {
	kind := ""
	for i, s := range l.files {
		l.current = uint32(i)
		if s.schema.kind != kind {
			kind = s.schema.kind
			l.seen, l.repeats, l.links = map[[16]byte]rowSaid{}, map[[16]byte]int{}, newLinkMemory()
		}
		if err := l.prepareResidents(s); err != nil {
			return err
		}
		if err := l.prepare(ctx, s); err != nil {
			return err
		}
		if err := l.readFile(ctx, s, full); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) readFile(ctx context.Context, s *source, full func() bool) error {
	t, err := openTable(ctx, s)
	if err != nil {
		return err
	}
	s.whole = true
	l.links.times = memory[timeMeant]{} // this file may have another zone, or other ways of writing dates
	for {
		more, err := t.next(ctx)
		if err != nil {
			return errors.Join(err, t.close())
		}
		if !more {
			break
		}
		if err := l.readRow(&t.row); err != nil {
			return errors.Join(err, t.close())
		}
		if l.facts.size() >= l.size && !full() {
			return errors.Join(errStopped, t.close())
		}
	}
	if err := t.close(); err != nil {
		return err
	}
	s.report.LeftOut = s.leftOut.Count(s.survey.rows)
	return s.report.conserve(s.survey.rows)
}

func (l *loader) readRow(r *row) error {
	if r.countsTwice() {
		r.reject("", alreadyLoaded, "the row is loaded but for this field, and has no id: a mended copy would count twice; correct it in its file and load that into a new data folder")
	}
	if !r.again {
		r.each(func(r *row) { r.t.src.schema.read(l, r) })
	}
	return l.settle(r)
}

// stateFiles adds a node for each file. It says in which loads the file was
// read, and whether it need not be read again.
func (l *loader) stateFiles() {
	for _, s := range evidenceFiles(l.files) {
		n := l.facts.node(s.key())
		c := cite{entity.NewRecord(s.number, 0), l.facts.stamp(stamp{class: entity.ClassObserved})}
		l.facts.attr(n, attrName, entity.String(s.name), c)
		l.facts.attr(n, attrLoad, entity.Int(int64(l.load)), c)
		if mark := s.leftOut.Mark(); mark != "" {
			l.facts.attr(n, attrLeftOut, entity.String(mark), c)
		}
		if s.whole {
			l.facts.attr(n, attrWhole, entity.Bool(true), c)
		}
	}
}
