package server

import (
	"bytes"
	"context"
	"errors"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// Depository hands out packages that were built for a download.
// *investigate.Service is one.
type Depository interface {
	Download(ctx context.Context, token, name, who string) (*investigate.DownloadView, error)
}

// Packages answers /packages/TOKEN/NAME. The token is the permission; the
// answer is never stored on the way, and may be asked for in parts.
func Packages(from Depository) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "private, no-store")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			say(w, http.StatusMethodNotAllowed, "only GET is answered here\n")
			return
		}
		token, name, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/packages/"), "/")
		if !ok || name == "" || strings.Contains(name, "/") {
			say(w, http.StatusNotFound, "there is no package under this address\n")
			return
		}
		p, err := from.Download(r.Context(), token, name, "HTTP")
		if err != nil {
			sayError(w, err)
			return
		}
		w.Header().Set("Content-Type", "application/zip")
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": p.Name}))
		w.Header().Set("ETag", `"`+p.SHA256+`"`)
		http.ServeContent(w, r, p.Name, time.Time{}, bytes.NewReader(p.Content))
	})
}

// sayError words an error as text with a fitting status. Only our own errors
// speak.
func sayError(w http.ResponseWriter, err error) {
	var own *errs.Error
	if !errors.As(err, &own) || own.Kind == errs.Internal {
		say(w, http.StatusInternalServerError, "internal error\n")
		return
	}
	status := map[errs.Kind]int{errs.NotFound: http.StatusNotFound, errs.Unavailable: http.StatusServiceUnavailable}[own.Kind]
	switch {
	case own.Code == "EXPIRED":
		status = http.StatusGone
	case status == 0:
		status = http.StatusInternalServerError
	}
	say(w, status, own.Error()+"\n")
}
