package dossier

import (
	"cmp"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/nacl/secretbox"
	"golang.org/x/crypto/scrypt"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// PublicKey is a signing key as others know it.
type PublicKey struct {
	ID      string `json:"id"`
	Name    string `json:"name"` // the role that signs, as printed in the seal
	Key     string `json:"key"`  // base64 of 32 bytes
	Made    string `json:"made"` // RFC 3339, UTC
	Retired string `json:"retired,omitempty"`
}

// Public returns the key itself; nil when the text is none.
func (k *PublicKey) Public() ed25519.PublicKey {
	b, err := base64.StdEncoding.Strict().DecodeString(k.Key)
	if err != nil || len(b) != ed25519.PublicKeySize || KeyID(b) != k.ID {
		return nil
	}
	return b
}

// KeyRing is a folder of signing keys: trust.json lists the public ones, and
// may be handed to anybody; each private one lies in <id>.key, encrypted.
type KeyRing struct {
	Dir  string
	LogN int // scrypt's cost for new keys, as a power of two; 0 is 17: 128 MiB, about half a second
}

const trustName = "trust.json"

// privateFile is the content of a .key file. The key's seed is sealed with
// NaCl secretbox under a key that scrypt makes of the passphrase.
type privateFile struct {
	Format int    `json:"format"`
	ID     string `json:"id"`
	N      int    `json:"n"` // scrypt's cost
	R      int    `json:"r"`
	P      int    `json:"p"`
	Salt   []byte `json:"salt"`
	Nonce  []byte `json:"nonce"`
	Box    []byte `json:"box"`
}

const (
	keyFormat     = 1
	scryptLogN    = 17
	scryptR       = 8
	scryptP       = 1
	minPassphrase = 8
)

// Make makes a key and protects it with the passphrase, of at least eight
// characters. Randomness comes from random.
func (k KeyRing) Make(name, passphrase string, random io.Reader, at time.Time) (*PublicKey, error) {
	if len([]rune(passphrase)) < minPassphrase {
		return nil, &errs.Error{Op: "keys", Kind: errs.Invalid, Subject: "passphrase", Message: fmt.Sprintf("needs at least %d characters", minPassphrase)}
	}
	if len(name) > 80 || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		return nil, &errs.Error{Op: "keys", Kind: errs.Invalid, Subject: "name", Message: "must be one line of at most 80 bytes"}
	}
	known, err := k.List()
	if err != nil {
		return nil, err
	}
	public, private, err := ed25519.GenerateKey(random)
	if err != nil {
		return nil, err
	}
	p, err := k.lock(private, passphrase, random)
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(k.Dir, 0o700); err != nil {
		return nil, errs.Disk("keys", "keys folder", err)
	}
	if err := writeNew(k.private(p.ID), append(text, '\n'), 0o600); err != nil {
		return nil, errs.Disk("keys", "keys folder", err)
	}
	out := PublicKey{ID: p.ID, Name: name, Key: base64.StdEncoding.EncodeToString(public), Made: at.UTC().Format(time.RFC3339)}
	return &out, k.write(append(known, out))
}

func (k KeyRing) private(id string) string { return filepath.Join(k.Dir, id+".key") }

// lock encrypts a private key.
func (k KeyRing) lock(private ed25519.PrivateKey, passphrase string, random io.Reader) (*privateFile, error) {
	p := &privateFile{Format: keyFormat, ID: KeyID(private.Public().(ed25519.PublicKey)), N: 1 << cmp.Or(k.LogN, scryptLogN), R: scryptR, P: scryptP, Salt: make([]byte, 16), Nonce: make([]byte, 24)}
	for _, b := range [][]byte{p.Salt, p.Nonce} {
		if _, err := io.ReadFull(random, b); err != nil {
			return nil, err
		}
	}
	secret, err := p.secret(passphrase)
	if err != nil {
		return nil, err
	}
	p.Box = secretbox.Seal(nil, private.Seed(), (*[24]byte)(p.Nonce), secret)
	return p, nil
}

// secret makes the box's key. The costs come from a file, so they are bounded.
func (p *privateFile) secret(passphrase string) (*[32]byte, error) {
	if p.Format != keyFormat || p.N > 1<<20 || p.R > 32 || p.P > 16 || len(p.Nonce) != 24 {
		return nil, errors.New("not a key file of this version")
	}
	key, err := scrypt.Key([]byte(passphrase), p.Salt, p.N, p.R, p.P, 32)
	if err != nil {
		return nil, err
	}
	return (*[32]byte)(key), nil
}

// List returns the keys, in the order in which they were made. A folder
// without keys is no error.
func (k KeyRing) List() ([]PublicKey, error) { return ReadTrust(filepath.Join(k.Dir, trustName), true) }

// ReadTrust reads a list of public keys. With absent set, a file that does not
// exist is an empty list.
func ReadTrust(path string, absent bool) ([]PublicKey, error) {
	text, err := os.ReadFile(path)
	if absent && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &errs.Error{Op: "keys", Kind: errs.Invalid, Subject: "list of trusted keys", Message: "cannot be read", Err: err}
	}
	var keys []PublicKey
	if err := json.Unmarshal(text, &keys); err != nil {
		return nil, &errs.Error{Op: "keys", Kind: errs.Invalid, Subject: "list of trusted keys", Message: "is not a list of keys", Err: err}
	}
	for i := range keys {
		if keys[i].Public() == nil {
			return nil, &errs.Error{Op: "keys", Kind: errs.Invalid, Subject: "list of trusted keys", Message: fmt.Sprintf("entry %d is not a key with its id", i+1)}
		}
	}
	return keys, nil
}

func (k KeyRing) write(keys []PublicKey) error {
	text, err := json.MarshalIndent(keys, "", "  ")
	if err != nil {
		return err
	}
	tmp := filepath.Join(k.Dir, ".new-"+trustName)
	err = os.WriteFile(tmp, append(text, '\n'), 0o644)
	if err == nil {
		err = os.Rename(tmp, filepath.Join(k.Dir, trustName))
	}
	if err != nil {
		return errs.Disk("keys", "keys folder", err)
	}
	return nil
}

func writeNew(path string, content []byte, mode fs.FileMode) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// Retire takes a key out of use: what it signed until then stays good.
func (k KeyRing) Retire(id string, at time.Time) (*PublicKey, error) {
	keys, err := k.List()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(keys, func(p PublicKey) bool { return p.ID == id })
	if i < 0 {
		return nil, noKey(id)
	}
	keys[i].Retired = cmp.Or(keys[i].Retired, at.UTC().Format(time.RFC3339))
	return &keys[i], k.write(keys)
}

func noKey(id string) error {
	return &errs.Error{Op: "keys", Kind: errs.NotFound, Subject: fmt.Sprintf("key %.40q", id), Message: "there is none", Remedy: "ringtrace keys list shows them"}
}

// Unlock returns a private key that is not retired; id "" is the newest. A
// file that others could read is errs.Denied, and so is a wrong passphrase.
func (k KeyRing) Unlock(id, passphrase string) (*PublicKey, ed25519.PrivateKey, error) {
	keys, err := k.List()
	if err != nil {
		return nil, nil, err
	}
	keys = slices.DeleteFunc(keys, func(p PublicKey) bool { return p.Retired != "" || id != "" && p.ID != id })
	if len(keys) == 0 && id == "" {
		return nil, nil, &errs.Error{Op: "keys", Kind: errs.NotFound, Subject: "signing key", Message: "there is none in use", Remedy: "Make one: ringtrace keys make"}
	}
	if len(keys) == 0 {
		return nil, nil, noKey(id)
	}
	public := keys[len(keys)-1]
	p, err := k.read(public.ID)
	if err != nil {
		return nil, nil, err
	}
	secret, err := p.secret(passphrase)
	if err != nil {
		return nil, nil, damagedKey(public.ID, err)
	}
	seed, ok := secretbox.Open(nil, p.Box, (*[24]byte)(p.Nonce), secret)
	if !ok || len(seed) != ed25519.SeedSize {
		return nil, nil, &errs.Error{Op: "keys", Kind: errs.Denied, Subject: "key " + public.ID, Message: "the passphrase does not open it"}
	}
	private := ed25519.NewKeyFromSeed(seed)
	if !public.Public().Equal(private.Public()) {
		return nil, nil, damagedKey(public.ID, nil)
	}
	return &public, private, nil
}

// read reads a private file, after looking who else may.
func (k KeyRing) read(id string) (*privateFile, error) {
	info, err := os.Lstat(k.private(id))
	if err != nil {
		return nil, &errs.Error{Op: "keys", Kind: errs.NotFound, Subject: "key " + id, Message: "its private file is not here", Err: err}
	}
	if runtime.GOOS != "windows" && (info.Mode().Perm()&0o077 != 0 || !info.Mode().IsRegular()) {
		return nil, &errs.Error{Op: "keys", Kind: errs.Denied, Subject: "key " + id, Message: "others may read its private file; take it for known to them",
			Remedy: "Retire it and make a new one; a private file has mode 0600"}
	}
	text, err := os.ReadFile(k.private(id))
	if err != nil {
		return nil, errs.Disk("keys", "key "+id, err)
	}
	var p privateFile
	if err := json.Unmarshal(text, &p); err != nil || p.ID != id {
		return nil, damagedKey(id, err)
	}
	return &p, nil
}

func damagedKey(id string, cause error) error {
	return &errs.Error{Op: "keys", Kind: errs.Unverified, Subject: "key " + id, Message: "its private file is damaged", Err: cause}
}
