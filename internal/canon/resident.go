package canon

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Keyed turns resident identity numbers into what may be kept of them. Its key
// is a secret of the deployment: without it the few thousand million numbers
// that exist could all be hashed and compared. A nil Keyed refuses every
// number.
type Keyed struct{ key []byte }

// KeySize is the bytes of the secret of a Keyed.
const KeySize = 32

// NewKeyed returns a Keyed with that secret, nil unless it has KeySize bytes.
func NewKeyed(secret []byte) *Keyed {
	if len(secret) != KeySize {
		return nil
	}
	return &Keyed{append([]byte(nil), secret...)}
}

// Resident is what is kept of a resident identity number.
type Resident struct {
	Hash      string // "hmac-sha256:" and 64 hexadecimal digits: equal for equal numbers under one key
	Region    string // six digits of GB/T 2260 where the number was first given
	BirthYear int
}

// ResidentID checks a resident identity number (GB 11643) and returns what may
// be kept of it. Neither the value nor the message holds the number.
func (k *Keyed) ResidentID(raw string) (Resident, Issue) {
	s, ok := clean(raw)
	switch {
	case !ok:
		return Resident{}, Issue{Encoding, Refuses, "holds bytes that are not UTF-8"}
	case s == "":
		return Resident{}, Issue{Empty, Refuses, "is empty"}
	case placeholder(s) || s == Withheld:
		return Resident{}, Issue{Placeholder, Unlinks, "stands for no number"}
	case strings.ContainsAny(s, "*"+maskMarks):
		return Resident{}, Issue{MaskedOnly, Unlinks, "is masked: nothing is kept of it"}
	}
	id := strings.ToUpper(compact(s))
	if len(id) == 15 && allDigits(id) {
		id = id[:6] + "19" + id[6:]
		id += string(residentCheck(id))
	}
	if !residentShape(id) || id[17] != residentCheck(id) || uniform(id[:6]) {
		return Resident{}, Issue{IDCheck, Refuses, "is not a resident identity number: region, date or check digit is wrong"}
	}
	if k == nil {
		return Resident{}, Issue{IDNoKey, Refuses, "is a resident identity number, and there is no key to keep it by: give resident_id_hash, made with your key"}
	}
	mac := hmac.New(sha256.New, k.key)
	mac.Write([]byte("resident-id/1\x00" + id))
	year, _ := strconv.Atoi(id[6:10])
	return Resident{"hmac-sha256:" + hex.EncodeToString(mac.Sum(nil)), id[:6], year}, Issue{}
}

// residentShape reports whether s has the parts of a resident identity number:
// a region, a date of birth, a serial number and a check character.
func residentShape(s string) bool {
	if len(s) != 18 || !allDigits(s[:17]) || !(s[17] == 'X' || allDigits(s[17:])) || !provinces[s[:2]] {
		return false
	}
	day, err := time.Parse("20060102", s[6:14])
	return err == nil && day.Year() >= 1850 && day.Year() < 2100
}

// residentNumber reports whether s is a whole and valid number.
func residentNumber(s string) bool {
	if len(s) < 18 {
		return false
	}
	id := strings.ToUpper(compact(s))
	return residentShape(id) && id[17] == residentCheck(id)
}

// residentCheck computes the check character of ISO/IEC 7064 MOD 11-2 over the
// first seventeen digits.
func residentCheck(s string) byte {
	sum := 0
	for i := range 17 {
		sum = (sum + int(s[i]-'0')) * 2 % 11
	}
	return "0123456789X"[(12-sum)%11]
}

// Withheld stands where a resident identity number was taken out of a text.
const Withheld = "[withheld]"

// Redact takes out of a text whatever may be a resident identity number: 17
// digits and a digit or X, of a province and a date, with a slip in the check
// digit too, in full-width digits, with single spaces or dashes between them.
func Redact(text string) string {
	if countDigits(text) < 17 && !strings.Contains(text, wideLead) {
		return text
	}
	var out strings.Builder
	kept := 0
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !wideDigit(r) {
			at += size
			continue
		}
		end, run := digitRun(text, at)
		if residentShape(run) {
			out.WriteString(text[kept:at])
			out.WriteString(Withheld)
			kept = end
		}
		at = end
	}
	if kept == 0 {
		return text
	}
	out.WriteString(text[kept:])
	return out.String()
}

// wideLead begins every full-width digit in UTF-8.
const wideLead = "\xef\xbc"

// digitRun returns where a run of digits ends that begins at a place, and the
// run in plain digits, with the X that closes a run of seventeen.
func digitRun(text string, at int) (end int, run string) {
	var b []byte
	gap := false
	for end = at; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case wideDigit(r):
			b, gap = append(b, '0'+byte(digitValue(r))), false
			end = at + size
		case len(b) == 17 && (r == 'X' || r == 'x' || r == 'Ｘ' || r == 'ｘ'):
			return at + size, string(append(b, 'X'))
		case (r == ' ' || r == '-') && !gap:
			gap = true
		default:
			return end, string(b)
		}
		at += size
	}
	return end, string(b)
}

func wideDigit(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

func digitValue(r rune) rune {
	if r >= '０' {
		return r - '０'
	}
	return r - '0'
}
