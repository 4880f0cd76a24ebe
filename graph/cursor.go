package graph

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// opaque is strict, so that one id or cursor has one spelling only.
func opaque() *base64.Encoding { return base64.RawURLEncoding.Strict() }

// encodeID returns the opaque id of a node: its kind and id in base64url.
func encodeID(k entity.Key) string {
	return opaque().EncodeToString([]byte(k.Kind.String() + ":" + k.ID))
}

// decodeID reads an opaque id.
func decodeID(id string) (entity.Key, bool) {
	raw, err := opaque().DecodeString(id)
	if err != nil {
		return entity.Key{}, false
	}
	word, rest, found := strings.Cut(string(raw), ":")
	kind, known := entity.ParseKind(word)
	if !found || !known || rest == "" {
		return entity.Key{}, false
	}
	return entity.Key{Kind: kind, ID: rest}, true
}

// cursor is a place in a list that one run fixes.
type cursor struct {
	Run    string
	Scope  string
	Offset int // how many items stand before the next one
}

const cursorMark = "after"

func (c cursor) encode() string {
	return opaque().EncodeToString(fmt.Appendf(nil, "%s %s %d %s", cursorMark, c.Scope, c.Offset, c.Run))
}

func decodeCursor(s string) (cursor, bool) {
	raw, err := opaque().DecodeString(s)
	if err != nil {
		return cursor{}, false
	}
	word := strings.SplitN(string(raw), " ", 4)
	if len(word) != 4 || word[0] != cursorMark || word[3] == "" {
		return cursor{}, false
	}
	offset, err := strconv.ParseInt(word[2], 10, 32)
	c := cursor{Run: word[3], Scope: word[1], Offset: int(offset)}
	if err != nil || offset < 1 || c.encode() != s {
		return cursor{}, false
	}
	return c, true
}

// scopeOf names a list by its field and arguments, so that a cursor of one
// list is not taken for a place in another.
func scopeOf(field string, arguments ...any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s%q", field, arguments))
	return hex.EncodeToString(sum[:6])
}
