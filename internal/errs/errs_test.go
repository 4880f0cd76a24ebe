package errs_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/ringtrace/ringtrace/internal/errs"
)

func TestWhatAUserReads(t *testing.T) {
	e := &errs.Error{Op: "load", Kind: errs.Invalid, Subject: "links.csv row 7 column value", Code: "EMPTY", Message: "is empty",
		Remedy: "Fill it in", Err: errors.New("secret cause")}
	want := "load: links.csv row 7 column value: is empty [EMPTY]. Fill it in"
	if got := e.Error(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if strings.Contains(fmt.Sprint(e), "secret") {
		t.Error("the cause reaches the user")
	}
}

func TestKindsAndExitCodes(t *testing.T) {
	for kind, want := range map[errs.Kind]int{errs.Internal: 1, errs.Invalid: 2, errs.NotFound: 1, errs.Conflict: 1, errs.Denied: 1,
		errs.Unavailable: 4, errs.Rejected: 3, errs.Unverified: 5} {
		err := fmt.Errorf("outer: %w", &errs.Error{Kind: kind})
		if errs.KindOf(err) != kind || errs.Exit(err) != want {
			t.Errorf("%s: exit %d, want %d", kind, errs.Exit(err), want)
		}
		if !errors.Is(err, &errs.Error{Kind: kind}) || errors.Is(err, &errs.Error{Kind: kind, Code: "X"}) {
			t.Errorf("%s: is not told by its kind", kind)
		}
		if kind.Code() == "" {
			t.Errorf("%s has no GraphQL code", kind)
		}
	}
	if errs.Exit(nil) != 0 || errs.Exit(context.Canceled) != errs.Interrupted || errs.Exit(errors.New("x")) != 1 {
		t.Error("exit codes of other errors")
	}
}

func TestDiskSaysWhatToDo(t *testing.T) {
	for cause, want := range map[error]string{syscall.ENOSPC: "full", syscall.EACCES: "permission", syscall.EROFS: "permission", syscall.ENOENT: "does not exist"} {
		e := errs.Disk("load", "vault folder", fmt.Errorf("open /home/someone/x: %w", cause))
		if e.Kind != errs.Unavailable || !strings.Contains(e.Message, want) || strings.Contains(e.Error(), "someone") {
			t.Errorf("%v: %s", cause, e)
		}
	}
}
