package dossier_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/errs"
)

const passphrase = "correct horse battery"

func makeKey(t *testing.T, k dossier.KeyRing, seed byte) *dossier.PublicKey {
	t.Helper()
	p, err := k.Make("analyst", passphrase, rand.NewChaCha8([32]byte{seed}), time.Date(2024, 5, 1, int(seed), 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestKeysAreMadeListedUsedAndRetired(t *testing.T) {
	k := dossier.KeyRing{Dir: filepath.Join(t.TempDir(), "keys"), LogN: 10}
	if list, err := k.List(); err != nil || len(list) != 0 {
		t.Fatalf("an empty ring: %v, %v", list, err)
	}
	_, _, err := k.Unlock("", passphrase)
	wantError(t, err, errs.NotFound, "")
	first, second := makeKey(t, k, 1), makeKey(t, k, 2)
	newest, private, err := k.Unlock("", passphrase)
	if err != nil || newest.ID != second.ID || !second.Public().Equal(private.Public()) {
		t.Fatalf("newest: %+v, %v", newest, err)
	}
	if old, _, err := k.Unlock(first.ID, passphrase); err != nil || old.ID != first.ID {
		t.Fatalf("by id: %+v, %v", old, err)
	}
	if _, err := k.Retire(second.ID, time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	_, _, err = k.Unlock(second.ID, passphrase)
	wantError(t, err, errs.NotFound, "")
	if newest, _, err = k.Unlock("", passphrase); err != nil || newest.ID != first.ID {
		t.Fatalf("after the newest was retired: %+v, %v", newest, err)
	}
	if again, err := k.Retire(second.ID, time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)); err != nil || again.Retired != "2024-06-01T00:00:00Z" {
		t.Errorf("retired twice: %+v, %v", again, err)
	}
	list, err := k.List()
	if err != nil {
		t.Fatal(err)
	}
	want := []dossier.PublicKey{*first, *second}
	want[1].Retired = "2024-06-01T00:00:00Z"
	if diff := cmp.Diff(want, list); diff != "" {
		t.Error(diff)
	}
	_, err = k.Retire("no such key", time.Unix(0, 0))
	wantError(t, err, errs.NotFound, "")
}

func TestPrivateFilesAreGuarded(t *testing.T) {
	k := dossier.KeyRing{Dir: t.TempDir(), LogN: 10}
	p := makeKey(t, k, 3)
	path := filepath.Join(k.Dir, p.ID+".key")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	_, private, err := k.Unlock("", passphrase)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range forms(string(private.Seed())) {
		if bytes.Contains(text, []byte(form)) {
			t.Error("the private key lies open")
		}
	}
	_, _, err = k.Unlock("", "wrong horse battery")
	wantError(t, err, errs.Denied, "")
	for _, mode := range []os.FileMode{0o644, 0o640, 0o604} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, _, err = k.Unlock("", passphrase)
		wantError(t, err, errs.Denied, "")
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"text": "no key", "other id": strings.Replace(string(text), p.ID, strings.Repeat("0", 16), 1), "huge cost": strings.Replace(string(text), `"n": 1024`, `"n": 1073741824`, 1),
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err = k.Unlock("", passphrase); errs.KindOf(err) != errs.Unverified {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWeakPassphrasesAndOddNamesAreRefused(t *testing.T) {
	k := dossier.KeyRing{Dir: t.TempDir(), LogN: 10}
	_, err := k.Make("analyst", "short", rand.NewChaCha8([32]byte{}), time.Unix(0, 0))
	wantError(t, err, errs.Invalid, "")
	_, err = k.Make("two\nlines", passphrase, rand.NewChaCha8([32]byte{}), time.Unix(0, 0))
	wantError(t, err, errs.Invalid, "")
}

func TestListsOfTrustedKeysAreChecked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trust.json")
	for name, text := range map[string]string{"text": "no list", "id of another": `[{"id":"0000000000000000","name":"x","key":"` + trusted("")[0].Key + `","made":""}]`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := dossier.ReadTrust(path, false); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := dossier.ReadTrust(filepath.Join(t.TempDir(), "none"), false)
	wantError(t, err, errs.Invalid, "")
}
