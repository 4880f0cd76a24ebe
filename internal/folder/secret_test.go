package folder_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/folder"
)

func TestSecretIsMadeOnce(t *testing.T) {
	dir := t.TempDir()
	first, err := folder.Secret(dir, strings.NewReader(strings.Repeat("a", 40)))
	if err != nil || string(first) != strings.Repeat("a", folder.SecretSize) {
		t.Fatalf("%q %v", first, err)
	}
	info, err := os.Stat(filepath.Join(dir, folder.SecretFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	again, err := folder.Secret(dir, strings.NewReader(strings.Repeat("b", 40)))
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("%q %v", again, err)
	}
}

func TestDamagedSecretIsNotReplaced(t *testing.T) {
	for _, text := range []string{"", "abc", "not hexadecimal", strings.Repeat("ab", 31), strings.Repeat("ab", 33)} {
		dir := t.TempDir()
		path := filepath.Join(dir, folder.SecretFile)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := folder.Secret(dir, strings.NewReader(strings.Repeat("b", 40))); errs.KindOf(err) != errs.Unverified {
			t.Errorf("%q: %v", text, err)
		}
		if left, err := os.ReadFile(path); err != nil || string(left) != text {
			t.Errorf("%q became %q, %v", text, left, err)
		}
	}
}

func TestSecretNeedsRandomness(t *testing.T) {
	dir := t.TempDir()
	for _, random := range []*strings.Reader{nil, strings.NewReader("short")} {
		var err error
		if random == nil {
			_, err = folder.Secret(dir, nil)
		} else {
			_, err = folder.Secret(dir, random)
		}
		if err == nil {
			t.Error("made without randomness")
		}
		if _, err := os.Stat(filepath.Join(dir, folder.SecretFile)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a file was left: %v", err)
		}
	}
}
