package dossier

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ringtrace/ringtrace/internal/errs"
)

const (
	sealPath      = signatures + "statement.dsse.json"
	payloadType   = "application/vnd.in-toto+json"
	statementType = "https://in-toto.io/Statement/v1"
	predicateType = "urn:ringtrace:ring-dossier:v1"
)

// envelope is a DSSE envelope, version 1.
type envelope struct {
	Payload     string      `json:"payload"`
	PayloadType string      `json:"payloadType"`
	Signatures  []signature `json:"signatures"`
}

type signature struct {
	KeyID string `json:"keyid"`
	Sig   string `json:"sig"`
}

// statement is an in-toto statement, version 1: its subjects are all files of
// the core.
type statement struct {
	Type          string    `json:"_type"`
	Subject       []subject `json:"subject"`
	PredicateType string    `json:"predicateType"`
	Predicate     predicate `json:"predicate"`
}

type subject struct {
	Name   string            `json:"name"`
	Digest map[string]string `json:"digest"`
}

// predicate says what was signed, by whom and when. The time is the signer's
// word and no part of the core.
type predicate struct {
	CoreDigest string `json:"coreDigest"`
	Ring       string `json:"ring"`
	Revision   int    `json:"revision"`
	Run        string `json:"run"`
	Snapshot   string `json:"snapshot"`
	Level      Level  `json:"level"`
	Lead       bool   `json:"lead"`
	Issued     string `json:"issued"` // RFC 3339, UTC
	Signer     signer `json:"signer"`
}

type signer struct {
	Name      string `json:"name"`
	KeyID     string `json:"keyId"`
	PublicKey string `json:"publicKey"` // base64
}

// preAuth is what is signed: DSSE's pre-authentication encoding.
func preAuth(payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(payloadType), payloadType, len(payload), payload)
}

// KeyID names a public key: the first 16 hexadecimal digits of its SHA-256.
func KeyID(k ed25519.PublicKey) string {
	sum := sha256.Sum256(k)
	return hex.EncodeToString(sum[:8])
}

// Fingerprint is what people compare over the telephone: the whole SHA-256 of
// a public key, in groups of four.
func Fingerprint(k ed25519.PublicKey) string {
	sum := sha256.Sum256(k)
	text := hex.EncodeToString(sum[:])
	out := text[:4]
	for i := 4; i < len(text); i += 4 {
		out += " " + text[i:i+4]
	}
	return out
}

// Seal signs a final package: every file of the core with its hash. Name says
// who signs, at when. A draft is errs.Conflict.
func (p *Package) Seal(key ed25519.PrivateKey, name string, at time.Time) error {
	if p.Dossier.Status != Final {
		return &errs.Error{Op: "package", Kind: errs.Conflict, Subject: p.Dossier.Ring.ID, Message: "a draft is not signed"}
	}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return &errs.Error{Op: "package", Kind: errs.Internal, Subject: "signing key", Message: "is not an Ed25519 key"}
	}
	text, err := canonical(p.statement(public, name, at))
	if err != nil {
		return err
	}
	text = text[:len(text)-1] // a payload has no line end
	e := envelope{base64.StdEncoding.EncodeToString(text), payloadType, []signature{{KeyID(public), base64.StdEncoding.EncodeToString(ed25519.Sign(key, preAuth(text)))}}}
	content, err := canonical(e)
	if err != nil {
		return err
	}
	p.sealed = []entry{{sealPath, content}}
	return nil
}

func (p *Package) statement(public ed25519.PublicKey, name string, at time.Time) statement {
	return statement{Type: statementType, Subject: subjects(p.files), PredicateType: predicateType,
		Predicate: about(p.Dossier, p.CoreDigest(), at.UTC().Format(time.RFC3339), signer{name, KeyID(public), base64.StdEncoding.EncodeToString(public)})}
}

func about(d *Dossier, core, issued string, by signer) predicate {
	return predicate{CoreDigest: core, Ring: d.Ring.ID, Revision: d.Ring.Revision, Run: d.Provenance.Run,
		Snapshot: d.Provenance.Snapshot, Level: d.Handling.Level, Lead: d.Lead, Issued: issued, Signer: by}
}

func subjects(files []entry) []subject {
	out := []subject{}
	for _, f := range files {
		sum := sha256.Sum256(f.data)
		out = append(out, subject{f.path, map[string]string{"sha256": hex.EncodeToString(sum[:])}})
	}
	return out
}

// openSeal checks the signature over the core and returns what it says. Every
// byte of the envelope is accounted for: it is written again and compared.
func openSeal(content []byte, d *Dossier, core []entry) (*statement, ed25519.PublicKey, error) {
	var e envelope
	if err := strictly(content, &e); err != nil {
		return nil, nil, fmt.Errorf("the envelope is not as it was written")
	}
	if e.PayloadType != payloadType || len(e.Signatures) != 1 {
		return nil, nil, fmt.Errorf("the envelope holds something else")
	}
	text, err := base64.StdEncoding.Strict().DecodeString(e.Payload)
	if err != nil {
		return nil, nil, fmt.Errorf("the statement is not readable")
	}
	sig, err := base64.StdEncoding.Strict().DecodeString(e.Signatures[0].Sig)
	if err != nil {
		return nil, nil, fmt.Errorf("the signature is not readable")
	}
	var s statement
	if err := strictly(append(text[:len(text):len(text)], '\n'), &s); err != nil {
		return nil, nil, fmt.Errorf("the statement is not as it was written")
	}
	public, err := base64.StdEncoding.Strict().DecodeString(s.Predicate.Signer.PublicKey)
	if err != nil || len(public) != ed25519.PublicKeySize || KeyID(public) != s.Predicate.Signer.KeyID || e.Signatures[0].KeyID != s.Predicate.Signer.KeyID {
		return nil, nil, fmt.Errorf("the signer's key is not the one that is named")
	}
	if !ed25519.Verify(public, preAuth(text), sig) {
		return nil, nil, fmt.Errorf("the signature is not by the key that is named")
	}
	issued, err := time.Parse(time.RFC3339, s.Predicate.Issued)
	if err != nil {
		return nil, nil, fmt.Errorf("the statement has no date")
	}
	want := statement{statementType, subjects(core), predicateType, about(d, coreDigest(core), issued.UTC().Format(time.RFC3339), s.Predicate.Signer)}
	if !sameJSON(s, want) {
		return nil, nil, fmt.Errorf("the statement is about other files")
	}
	return &s, public, nil
}

// strictly reads canonical JSON and refuses any other spelling of it.
func strictly(content []byte, v any) error {
	if err := json.Unmarshal(content, v); err != nil {
		return err
	}
	again, err := canonical(v)
	if err != nil {
		return err
	}
	if string(again) != string(content) {
		return fmt.Errorf("is not canonical")
	}
	return nil
}

func sameJSON(a, b any) bool {
	x, errX := canonical(a)
	y, errY := canonical(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
