package investigate

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/folder"
)

// depositLife is how long a package can be downloaded.
const depositLife = time.Hour

// DepositView is a package that waits to be downloaded.
type DepositView struct {
	*PackageView
	Token   string    `json:"-"` // names the download; whoever knows it may have the package
	Expires time.Time `json:"expires"`
}

// deposit is what is kept beside a package. Its folder bears the hash of the
// token, so that whoever sees the folder cannot download by it.
type deposit struct {
	Name    string        `json:"name"`
	SHA256  string        `json:"sha256"`
	Ring    string        `json:"ring"`
	Level   dossier.Level `json:"level"`
	Core    string        `json:"core"`
	Expires time.Time     `json:"expires"`
}

const (
	depositFile = "deposit.json"
	packageFile = "package.zip"
)

// Deposit builds a package as Package does and keeps it for a download within
// an hour, under a name that cannot be guessed. It is always a draft: the
// server holds no passphrase.
func (s *Service) Deposit(ctx context.Context, req PackageRequest) (*DepositView, error) {
	req.Signer = nil
	if s.opt.Random == nil {
		return nil, &errs.Error{Op: "package", Kind: errs.Internal, Subject: "download", Message: "there is no source of randomness"}
	}
	v, err := s.Package(ctx, req)
	if err != nil {
		return nil, err
	}
	var secret [32]byte
	if _, err := io.ReadFull(s.opt.Random, secret[:]); err != nil {
		return nil, err
	}
	now := s.opt.Now()
	out := &DepositView{PackageView: v, Token: base64.RawURLEncoding.EncodeToString(secret[:]), Expires: now.Add(depositLife).UTC().Truncate(time.Second)}
	s.sweep(now)
	dir := s.depositDir(out.Token)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, errs.Disk("package", "packages folder", err)
	}
	text, err := json.Marshal(deposit{v.Name, v.SHA256, v.Dossier.Ring.ID, v.Dossier.Handling.Level, v.CoreDigest, out.Expires})
	if err != nil {
		return nil, err
	}
	if err := folder.Replace(filepath.Join(dir, packageFile), folder.Whole(v.Content)); err != nil {
		return nil, err
	}
	return out, folder.Replace(filepath.Join(dir, depositFile), folder.Whole(append(text, '\n'))) // last: it says that the package is whole
}

func (s *Service) depositDir(token string) string {
	sum := sha256.Sum256([]byte(token))
	return filepath.Join(s.opt.Data, "packages", hex.EncodeToString(sum[:]))
}

// sweep removes the packages that can no longer be downloaded; what says so
// stays. What cannot be removed now will be the next time.
func (s *Service) sweep(now time.Time) {
	dirs, err := filepath.Glob(filepath.Join(s.opt.Data, "packages", "*"))
	if err != nil {
		return
	}
	for _, dir := range dirs {
		var d deposit
		text, err := os.ReadFile(filepath.Join(dir, depositFile))
		if err == nil && json.Unmarshal(text, &d) == nil && !now.Before(d.Expires) {
			if err := os.Remove(filepath.Join(dir, packageFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
				s.opt.Log.Warn().Err(err).Msg("an expired package stays")
			}
		}
	}
}

// DownloadView is a package as it is handed out.
type DownloadView struct {
	Name    string
	SHA256  string
	Content []byte
}

var tokenShape = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

// Download returns a deposited package, and notes in the audit trail that it
// was handed out. A token or name that nobody was given is errs.NotFound, one
// whose time is over errs.Conflict with code EXPIRED, a file that is not what
// was deposited errs.Unverified.
func (s *Service) Download(ctx context.Context, token, name, who string) (*DownloadView, error) {
	missing := &errs.Error{Op: "download", Kind: errs.NotFound, Subject: "package", Message: "there is none under this address"}
	if !tokenShape.MatchString(token) {
		return nil, missing
	}
	dir := s.depositDir(token)
	text, err := os.ReadFile(filepath.Join(dir, depositFile))
	var d deposit
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, missing
	case err != nil:
		return nil, errs.Disk("download", "packages folder", err)
	case json.Unmarshal(text, &d) != nil || d.Name != name:
		return nil, missing
	case !s.opt.Now().Before(d.Expires):
		return nil, &errs.Error{Op: "download", Kind: errs.Conflict, Code: "EXPIRED", Subject: "package", Message: "its time is over", Remedy: "Build it again"}
	}
	content, err := os.ReadFile(filepath.Join(dir, packageFile))
	if err != nil {
		return nil, errs.Disk("download", "packages folder", err)
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != d.SHA256 {
		return nil, &errs.Error{Op: "download", Kind: errs.Unverified, Subject: "package", Message: "is not what was built", Remedy: "Build it again"}
	}
	entry := casebook.Entry{At: s.opt.Now(), Who: who, What: "download", Subject: fmt.Sprintf("ring %s, %s, core %s", d.Ring, d.Level, d.Core)}
	return &DownloadView{d.Name, d.SHA256, content}, s.book.Note(ctx, entry)
}
