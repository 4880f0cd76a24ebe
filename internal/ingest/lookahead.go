package ingest

import (
	"bytes"
	"context"
	"errors"
	"hash/maphash"

	"github.com/ringtrace/ringtrace/internal/canon"
)

// What one row means may hang on any other row of the load: whether another
// has its id with other content, how many before it say the same, what a
// reference points at, what is a platform. lookAhead goes through the files
// once before they are read, and keeps of each row no more than a hash, so
// that afterwards only the few rows in doubt are remembered, and the names that
// somebody uses.
//
// It opens every file, so that a header that cannot be read refuses the load
// before anything is kept.
func (l *loader) lookAhead(ctx context.Context) (err error) {
	d := newDoubts(l.temporary, doubtRun)
	defer func() { err = errors.Join(err, d.close()) }()
	rows := uint64(0)
	for _, s := range l.files {
		t, err := openTable(ctx, s)
		if err != nil {
			return err
		}
		if err := t.close(); err != nil {
			return err
		}
		if s.schema.kind == "links" && !t.has("source_record_id") {
			continue
		}
		var failed error
		err = eachRow(ctx, s, func(r *row) {
			l.glance(r)
			rows++
			if key, value := l.claimed(r, rows); key != 0 && failed == nil {
				failed = d.add(key, value)
			}
		})
		if err := errors.Join(failed, err); err != nil {
			return err
		}
	}
	l.doubted, err = d.found()
	return err
}

// glance learns platforms, and what the row points at.
func (l *loader) glance(r *row) {
	if r.t.src.schema.kind == "storefronts" {
		if platform, ok := canon.Platform(r.text("platform")); ok {
			l.refs.platforms[platform] = true
		}
	}
	for _, column := range r.t.src.schema.refs {
		if text := r.pointer(column); text != "" {
			l.refs.want(text)
		}
	}
}

// claimed returns the hash of what names the row's record and the hash of what
// the row says of it; two rows of one name that say different things are in
// doubt. A row without a name is named by its content, and says where it
// stands. The key is 0 for a row that no other can concern.
func (l *loader) claimed(r *row, place uint64) (key, value uint64) {
	if r.rejected {
		return 0, 0
	}
	if r.t.src.schema.kind == "links" {
		if key = l.linkRecord(r); key == 0 {
			return 0, 0
		}
		for _, column := range []string{"evidence_class", "observed_at", "until", "name", "region"} {
			value = value*31 + l.hash(r.raw(column))
		}
		return key, value
	}
	content := l.hash(r.contentBytes())
	if name := r.named(); name != "" {
		return l.nameKey(r, name), content
	}
	return l.contentKey(r, content), place
}

func (l *loader) hash(b []byte) uint64 { return maphash.Bytes(l.seed, b) | 1 }

// linkRecord is the hash of source and id of a links row, 0 when it has no id.
func (l *loader) linkRecord(r *row) uint64 {
	record := bytes.TrimSpace(r.raw("source_record_id"))
	if len(record) == 0 {
		return 0
	}
	return l.hash(r.raw("source"))*31 + l.hash(record) | 1
}

func (l *loader) nameKey(r *row, name string) uint64 {
	return l.hash([]byte(r.t.src.schema.kind + "\x00" + r.source() + ":" + name))
}

func (l *loader) contentKey(r *row, content uint64) uint64 {
	return content*31 + l.hash([]byte(r.t.src.schema.kind+"\x00"+r.source())) | 1
}
