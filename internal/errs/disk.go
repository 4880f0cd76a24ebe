package errs

import (
	"errors"
	"io/fs"
	"syscall"
)

// Disk wraps a failure of the file system as Unavailable, with a remedy for
// what people meet: a full disk, a folder that may not be written. Subject is
// the kind of place ("vault folder", "rejects file"); the path itself stays in
// the cause, for the log.
func Disk(op, subject string, err error) *Error {
	e := &Error{Op: op, Kind: Unavailable, Subject: subject, Message: "cannot be read or written", Remedy: "See the log for the cause, then try again.", Err: err}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		e.Message, e.Remedy = "the disk is full", "Free some space and try again; nothing was half written."
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		e.Message, e.Remedy = "no permission to read or write here", "Give this user the right to it, or choose another folder."
	case errors.Is(err, fs.ErrNotExist):
		e.Message, e.Remedy = "does not exist", "Check the folder's name."
	}
	return e
}
