package investigate

import (
	"context"
	"errors"
	"io"

	"github.com/ringtrace/ringtrace/internal/folder"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// FilesForTest returns the SHA-256 of every file of the vault.
func (s *Service) FilesForTest() []string {
	var out []string
	for _, f := range s.vault.Files() {
		out = append(out, f.SHA256)
	}
	return out
}

// NamesForTest returns the SHA-256 of every file of the vault by its name.
func (s *Service) NamesForTest() map[string]string {
	out := map[string]string{}
	for _, f := range s.vault.Files() {
		out[f.Name] = f.SHA256
	}
	return out
}

// TextForTest returns the rows of a file of the vault.
func (s *Service) TextForTest(number uint32) (text []byte, err error) {
	r, err := s.vault.Open(number)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return io.ReadAll(r)
}

// OriginalBytesForTest returns a file of the vault as it came.
func (s *Service) OriginalBytesForTest(number uint32) (text []byte, err error) {
	r, err := s.vault.OpenOriginal(number)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return io.ReadAll(r)
}

// SnapshotForTest returns the hash of the evidence.
func (s *Service) SnapshotForTest(ctx context.Context) (string, error) {
	snap, err := snapshot.Read(ctx, s.graph)
	if err != nil {
		return "", err
	}
	return snap.Hash(), nil
}

// LockForTest takes the folder as a load would.
func (s *Service) LockForTest(op string) (func(), error) { return s.lock(op) }

// WatchForTest looks at the vault as a backup does, and returns what tells
// whether that still holds.
func WatchForTest(data string) (unchanged func() (bool, error), err error) {
	before, err := lookAt(data)
	if err != nil {
		return nil, err
	}
	return func() (bool, error) {
		after, err := lookAt(data)
		return err == nil && before.holdsIn(after), err
	}, nil
}

// ShippedRulesForTest returns the rules that this program has.
func ShippedRulesForTest() folder.Rules { return shippedRules() }
