package folder

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// lockFile is held by the one process that writes.
const lockFile = "lock"

// Holder names a process that writes. It holds nothing personal: neither a
// user's name nor the machine's.
type Holder struct {
	Program string    `json:"program"` // with its version
	PID     int       `json:"pid"`
	Command string    `json:"command"` // the operation: load, detect
	Since   time.Time `json:"since"`
}

// Lock takes the folder for one writer; reading goes on beside it. When
// another process has it, the errs.Conflict names that one. The lock is the
// operating system's, so a killed process leaves none behind.
func Lock(dir string, h Holder) (release func() error, err error) {
	path := filepath.Join(dir, lockFile)
	l := flock.New(path)
	held, err := l.TryLock()
	if err != nil {
		return nil, errs.Disk(h.Command, "data folder", err)
	}
	if !held {
		return nil, &errs.Error{Op: h.Command, Kind: errs.Conflict, Subject: "data folder", Message: "another ringtrace is writing to it" + holder(path),
			Remedy: "Wait until it has finished, then try again"}
	}
	sign(path, h)
	return func() error {
		_ = os.Truncate(path, 0) // of the text only; a failure leaves a name that nobody believes
		return l.Unlock()
	}, nil
}

// sign writes who holds the lock. It is a courtesy: where the system forbids
// to write into a locked file, the lock holds all the same.
func sign(path string, h Holder) {
	h.Since = h.Since.UTC().Truncate(time.Second)
	if text, err := json.Marshal(h); err == nil {
		_ = os.WriteFile(path, append(text, '\n'), 0o600)
	}
}

// holder tells who has the lock, or nothing where that cannot be read.
func holder(path string) string {
	text, err := os.ReadFile(path)
	var h Holder
	if err != nil || json.Unmarshal(text, &h) != nil || h.PID < 1 {
		return ""
	}
	return fmt.Sprintf(": %s of %s, process %d, since %s", h.Command, h.Program, h.PID, h.Since.UTC().Format(time.RFC3339))
}
