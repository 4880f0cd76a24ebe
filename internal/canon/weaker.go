package canon

import (
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// Weaker returns what a canonical e-mail address says besides itself, in order:
// the mailbox it is delivered to, the QQ number or the mobile number that it is
// made of. Each is weaker than the address: a reader may follow it, a link must
// not rest on it. Other kinds say nothing besides themselves.
func Weaker(key entity.Key) []entity.Key {
	if key.Kind != entity.KindEmail {
		return nil
	}
	return weakerEmail(key.ID)
}

// The flags of a value that links like others and deserves a second look.
const (
	FlagRole       = "role"       // a mailbox of a part of a company, not of a person
	FlagDisposable = "disposable" // a mailbox without a password
)

// Flags returns the flags of the canonical value of a key, in order.
func Flags(key entity.Key) (flags []string) {
	if key.Kind != entity.KindEmail {
		return nil
	}
	local, host, _ := strings.Cut(key.ID, "@")
	if strings.Contains(disposable, "\n"+host+"\n") {
		flags = append(flags, FlagDisposable)
	}
	if roles[local] {
		flags = append(flags, FlagRole)
	}
	return flags
}
