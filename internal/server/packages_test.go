package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/server"
)

// shelf hands out one package.
type shelf struct{}

func (shelf) Download(_ context.Context, token, name, who string) (*investigate.DownloadView, error) {
	switch {
	case token == "expired":
		return nil, &errs.Error{Op: "download", Kind: errs.Conflict, Code: "EXPIRED", Message: "its time is over"}
	case token == "broken":
		return nil, errSecret
	case token != "token" || name != "lead.zip" || who != "HTTP":
		return nil, &errs.Error{Op: "download", Kind: errs.NotFound, Message: "there is none under this address"}
	}
	return &investigate.DownloadView{Name: "lead.zip", SHA256: strings.Repeat("ab", 32), Content: []byte("0123456789")}, nil
}

func TestPackagesAreHandedOut(t *testing.T) {
	s := newServer(t, server.Config{Packages: server.Packages(shelf{})})
	tag := `"` + strings.Repeat("ab", 32) + `"`
	for name, c := range map[string]struct {
		method, path string
		header       []string
		status       int
		body         string
	}{
		"whole":        {"GET", "/packages/token/lead.zip", nil, http.StatusOK, "0123456789"},
		"head":         {"HEAD", "/packages/token/lead.zip", nil, http.StatusOK, ""},
		"known":        {"GET", "/packages/token/lead.zip", []string{"If-None-Match: " + tag}, http.StatusNotModified, ""},
		"part":         {"GET", "/packages/token/lead.zip", []string{"Range: bytes=3-5"}, http.StatusPartialContent, "345"},
		"other name":   {"GET", "/packages/token/other.zip", nil, http.StatusNotFound, "none under this address"},
		"no name":      {"GET", "/packages/token", nil, http.StatusNotFound, "no package"},
		"deeper":       {"GET", "/packages/token/lead.zip/more", nil, http.StatusNotFound, "no package"},
		"the list":     {"GET", "/packages/", nil, http.StatusNotFound, "no package"},
		"expired":      {"GET", "/packages/expired/lead.zip", nil, http.StatusGone, "its time is over"},
		"broken":       {"GET", "/packages/broken/lead.zip", nil, http.StatusInternalServerError, "internal error"},
		"post":         {"POST", "/packages/token/lead.zip", nil, http.StatusMethodNotAllowed, "only GET"},
		"foreign page": {"GET", "/packages/token/lead.zip", []string{"Origin: http://elsewhere.example"}, http.StatusForbidden, "not answered"},
	} {
		t.Run(name, func(t *testing.T) {
			w := send(s, c.method, c.path, "", c.header...)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.body) || strings.Contains(w.Body.String(), "pw") {
				t.Errorf("%d %q, want %d %q", w.Code, w.Body, c.status, c.body)
			}
			if w.Code == http.StatusOK && (w.Header().Get("ETag") != tag || w.Header().Get("Content-Type") != "application/zip" ||
				w.Header().Get("Content-Disposition") != "attachment; filename=lead.zip" || !strings.Contains(w.Header().Get("Cache-Control"), "no-store")) {
				t.Errorf("headers %v", w.Header())
			}
		})
	}
	guarded := newServer(t, server.Config{Token: "secret", Packages: server.Packages(shelf{})})
	if w := send(guarded, "GET", "/packages/token/lead.zip", ""); w.Code != http.StatusUnauthorized {
		t.Errorf("without the server's token: %d", w.Code)
	}
}

// From the mutation to the checked file: built over GraphQL, fetched over
// HTTP, sound, in the audit trail twice, and gone after its hour.
func TestAPackageFromMutationToVerification(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	clock := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s, err := investigate.Open(ctx, investigate.Options{Data: dir, Create: true, Now: func() time.Time { return clock }, Random: rand.NewChaCha8([32]byte{1, 2, 3}), Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{"../../seed/input"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Detect(ctx, investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	top, err := s.Rings(ctx, investigate.RingFilter{}, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	web := newServer(t, server.Config{Service: s, Packages: server.Packages(s)})
	w := send(web, "POST", "/graphql", `{"query":"mutation { buildPackage(input: {ring: \"`+top.Rings[0].ID+`\"}) { id sha256 downloadUrl expiresAt title draft } }"}`)
	var answer struct {
		Data struct {
			BuildPackage struct{ ID, SHA256, DownloadURL, ExpiresAt, Title string }
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || answer.Data.BuildPackage.DownloadURL == "" {
		t.Fatalf("%v: %s", err, w.Body)
	}
	built := answer.Data.BuildPackage
	got := send(web, "GET", built.DownloadURL, "")
	if got.Code != http.StatusOK || got.Header().Get("ETag") != `"`+built.SHA256+`"` || built.ExpiresAt != "2026-01-02T04:04:05Z" {
		t.Fatalf("%d, %+v", got.Code, built)
	}
	report, err := dossier.Verify(got.Body.Bytes(), nil)
	if err != nil || report.CoreDigest != built.ID || report.Title != built.Title {
		t.Fatalf("%+v, %v", report, err)
	}
	guess := []byte(built.DownloadURL)
	guess[len("/packages/")] ^= 1
	if other := send(web, "GET", string(guess), ""); other.Code != http.StatusNotFound {
		t.Errorf("a guessed name: %d", other.Code)
	}
	trail(t, dir, built.ID)
	clock = clock.Add(time.Hour)
	if late := send(web, "GET", built.DownloadURL, ""); late.Code != http.StatusGone {
		t.Errorf("after its hour: %d", late.Code)
	}
	if _, err := s.Deposit(ctx, investigate.PackageRequest{Ring: top.Rings[0].ID, Level: dossier.L3, Profile: "brand", Languages: []string{"en"}, Who: "test"}); err != nil {
		t.Fatal(err)
	}
	if kept, err := filepath.Glob(filepath.Join(dir, "packages", "*", "package.zip")); err != nil || len(kept) != 1 {
		t.Errorf("%d packages are kept after one expired, %v", len(kept), err)
	}
}

// trail looks for who built and who fetched.
func trail(t *testing.T, dir, core string) {
	t.Helper()
	b, err := casebook.Open(context.Background(), filepath.Join(dir, "case.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	entries, err := b.Entries(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range entries {
		if strings.Contains(e.Subject, core) {
			found = append(found, e.What+" by "+e.Who)
		}
	}
	if strings.Join(found, ", ") != "package by GraphQL, download by HTTP" {
		t.Errorf("the trail says %q", found)
	}
}
