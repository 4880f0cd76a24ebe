package dossier_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/errs"
)

func signingKey() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
}

func sign(t testing.TB, p *dossier.Package) {
	t.Helper()
	if err := p.Seal(signingKey(), "analyst", time.Date(2024, 6, 1, 12, 0, 0, 0, time.FixedZone("", 3600))); err != nil {
		t.Fatal(err)
	}
}

func trusted(retired string) []dossier.PublicKey {
	public := signingKey().Public().(ed25519.PublicKey)
	return []dossier.PublicKey{{ID: dossier.KeyID(public), Name: "analyst", Key: base64.StdEncoding.EncodeToString(public), Made: "2024-01-01T00:00:00Z", Retired: retired}}
}

func sealed(t testing.TB, l dossier.Level) []byte {
	t.Helper()
	opt := options(l)
	opt.Final = true
	p := built(t, build(t, lead()), opt)
	sign(t, p)
	return zipped(t, p)
}

// forms are the shapes in which a value may hide in a byte stream.
func forms(value string) []string {
	out := []string{value, hex.EncodeToString([]byte(value))}
	for pad := range 3 {
		enc := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", pad) + value))
		out = append(out, enc[(pad*8+5)/6:len(enc)-4])
	}
	return out
}

func TestSoundPackagesPass(t *testing.T) {
	for l := dossier.L0; l <= dossier.L4; l++ {
		draft, err := dossier.Verify(zipped(t, built(t, build(t, lead()), options(l))), nil)
		if err != nil {
			t.Fatalf("%s draft: %v", l, err)
		}
		if draft.Signed || draft.Status != dossier.Draft {
			t.Errorf("%s: %+v", l, draft)
		}
		final, err := dossier.Verify(sealed(t, l), trusted(""))
		if err != nil {
			t.Fatalf("%s: %v", l, err)
		}
		if !final.Signed || !final.Trusted || final.Signer != "analyst" || final.Issued != "2024-06-01T11:00:00Z" {
			t.Errorf("%s: %+v", l, final)
		}
		if l < dossier.L4 && (final.Rows == 0 || (final.RowsShown > 0) != (l < dossier.L2)) {
			t.Errorf("%s: %d rows, %d shown", l, final.Rows, final.RowsShown)
		}
	}
}

func TestTrust(t *testing.T) {
	data := sealed(t, dossier.L2)
	if r, err := dossier.Verify(data, nil); err != nil || r.Trusted || r.Fingerprint == "" {
		t.Errorf("without a list: %+v, %v", r, err)
	}
	_, err := dossier.Verify(data, []dossier.PublicKey{})
	wantError(t, err, errs.Unverified, "UNKNOWN_KEY")
	_, err = dossier.Verify(zipped(t, built(t, build(t, lead()), options(dossier.L2))), trusted(""))
	wantError(t, err, errs.Unverified, "UNSIGNED")
	_, err = dossier.Verify(data, trusted("2024-05-31T00:00:00Z"))
	wantError(t, err, errs.Unverified, "RETIRED_KEY")
	if _, err := dossier.Verify(data, trusted("2024-06-02T00:00:00Z")); err != nil {
		t.Errorf("retired after it signed: %v", err)
	}
}

func TestADraftIsNotSignedAndAFinalOneIs(t *testing.T) {
	w := build(t, lead())
	draft := built(t, w, options(dossier.L2))
	wantError(t, draft.Seal(signingKey(), "analyst", time.Unix(0, 0)), errs.Conflict, "")
	opt := options(dossier.L2)
	opt.Final = true
	_, err := built(t, w, opt).Zip()
	wantError(t, err, errs.Conflict, "")
}
