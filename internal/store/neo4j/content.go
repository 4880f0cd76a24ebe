package neo4j

import (
	"encoding/binary"
	"errors"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// The claims of a link and the attributes of a node lie in one property each,
// because one property is all that Neo4j reads in one piece. Content that was
// never replaced is the codec's bytes. Replaced content begins with
// replacedMark and carries the version that replaced it, the new bytes, and
// what stood before until no reader can ask for it any more:
//
//	mark, uvarint version, uvarint length, new bytes, 1, what stood before
//	mark, uvarint version, uvarint length, new bytes, 0
const replacedMark = 0xFE

// All versions are below versions; newest asks contentAt for what stands now.
const (
	versions = 1 << 62
	newest   = int64(versions)
)

// errMoved ends a read of a version that has been cleared away meanwhile; the
// read is repeated at the version of then.
var errMoved = errors.New("the version that was read is gone")

// replaced returns next standing over before as of version v. What v itself
// put there before is nothing that anybody can ask for.
func replaced(v int64, next, before []byte) []byte {
	if len(before) > 0 && before[0] == replacedMark {
		if since, _, older, kept, err := split(before); err == nil && kept && since == v {
			before = older
		}
	}
	return append(append(header(v, next), 1), before...)
}

func header(v int64, next []byte) []byte {
	b := binary.AppendUvarint([]byte{replacedMark}, uint64(v))
	return append(binary.AppendUvarint(b, uint64(len(next))), next...)
}

// contentAt returns the content as of version v. It shares memory with b.
func contentAt(b []byte, v int64) ([]byte, error) {
	for len(b) > 0 && b[0] == replacedMark {
		since, next, before, kept, err := split(b)
		switch {
		case err != nil:
			return nil, err
		case since <= v:
			return next, nil
		case !kept:
			return nil, errMoved
		}
		b = before
	}
	return b, nil
}

// settled drops what stood before the newest content.
func settled(b []byte) ([]byte, error) {
	if len(b) == 0 || b[0] != replacedMark {
		return b, nil
	}
	since, next, _, _, err := split(b)
	if err != nil {
		return nil, err
	}
	return append(header(since, next), 0), nil
}

// undone returns what stood before version v.
func undone(b []byte, v int64) ([]byte, error) {
	if len(b) == 0 || b[0] != replacedMark {
		return b, nil
	}
	since, _, before, kept, err := split(b)
	if err != nil || since < v {
		return b, err
	}
	if !kept {
		return nil, codec.ErrDamaged
	}
	return before, nil
}

func split(b []byte) (since int64, next, before []byte, kept bool, err error) {
	v, n := binary.Uvarint(b[1:])
	if n <= 0 || v >= versions {
		return 0, nil, nil, false, codec.ErrDamaged
	}
	b = b[1+n:]
	size, n := binary.Uvarint(b)
	if n <= 0 || size >= uint64(len(b)-n) {
		return 0, nil, nil, false, codec.ErrDamaged
	}
	next, b = b[n:n+int(size)], b[n+int(size):]
	if b[0] > 1 {
		return 0, nil, nil, false, codec.ErrDamaged
	}
	return int64(v), next, b[1:], b[0] == 1, nil
}

// claimsAt decodes the claims of a link as of version v.
func claimsAt(b []byte, v int64) ([]entity.Claim, error) {
	content, err := contentAt(b, v)
	if err != nil || len(content) == 0 {
		return nil, err
	}
	return codec.Claims(content)
}

// attrsAt decodes the attributes of a node as of version v.
func attrsAt(b []byte, v int64) ([]entity.Attr, error) {
	content, err := contentAt(b, v)
	if err != nil {
		return nil, err
	}
	return codec.Attrs(content)
}
