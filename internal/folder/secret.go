package folder

import (
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// SecretFile holds the key of this deployment's keyed hashes.
const SecretFile = "secret"

// SecretSize is the length of the secret in bytes.
const SecretSize = 32

// Secret returns the key of this deployment's keyed hashes: resident ids and
// what is kept of erased rows. It is made from random when there is none yet,
// by one writer at a time, and never changes: what was hashed under another
// could not be compared. It must reach no log and no message.
func Secret(dir string, random io.Reader) ([]byte, error) {
	path := filepath.Join(dir, SecretFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSecret(path, random)
	}
	if err != nil {
		return nil, errs.Disk("open", "secret of the data folder", err)
	}
	secret, err := hex.DecodeString(string(text))
	if err != nil || len(secret) != SecretSize {
		return nil, &errs.Error{Op: "open", Kind: errs.Unverified, Subject: "secret of the data folder", Message: "is damaged",
			Remedy: "Restore it from a backup: without it resident ids cannot be compared with those loaded before"}
	}
	return secret, nil
}

func makeSecret(path string, random io.Reader) ([]byte, error) {
	secret := make([]byte, SecretSize)
	if random == nil {
		return nil, &errs.Error{Op: "open", Kind: errs.Internal, Subject: "secret of the data folder", Message: "there is no source of randomness"}
	}
	if _, err := io.ReadFull(random, secret); err != nil {
		return nil, err
	}
	return secret, Replace(path, Whole([]byte(hex.EncodeToString(secret)))) // with mode 0600, as all temporary files
}
