package canon

import "strings"

// The final constants of bech32 (BIP 173) and bech32m (BIP 350).
const (
	bech32Old = 1
	bech32New = 0x2bc830a3
)

const bech32Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// bech32Form is an address in bech32 behind a human-readable prefix. It is
// lower case; all upper case is the same address, both mixed is none.
func bech32Form(prefix string, constant uint32) addressForm {
	return func(s string) (string, bool) {
		data, lower, ok := bech32(prefix, s)
		return lower, ok && len(data) > 6 && bech32Sum(prefix, data) == constant
	}
}

// segwitForm is the bech32 of witness programs: version 0 with bech32's
// constant and 20 or 32 bytes, later versions with bech32m's.
func segwitForm(prefix string) addressForm {
	return func(s string) (string, bool) {
		data, lower, ok := bech32(prefix, s)
		if !ok || len(s) > 90 || len(data) < 8 || data[0] > 16 {
			return "", false
		}
		size, constant := (len(data)-7)*5/8, uint32(bech32New)
		if data[0] == 0 {
			constant = bech32Old
			if size != 20 && size != 32 {
				return "", false
			}
		}
		return lower, size >= 2 && size <= 40 && bech32Sum(prefix, data) == constant
	}
}

// bech32 splits an address into the values of its characters.
func bech32(prefix, s string) (data []byte, lower string, ok bool) {
	lower = strings.ToLower(s)
	rest, ok := strings.CutPrefix(lower, prefix+"1")
	if !ok || len(s) > base58Longest || (s != lower && s != strings.ToUpper(s)) {
		return nil, "", false
	}
	data, ok = fiveBits(rest)
	return data, lower, ok
}

func fiveBits(s string) ([]byte, bool) {
	data := make([]byte, len(s))
	for i := range data {
		v := strings.IndexByte(bech32Letters, s[i])
		if v < 0 {
			return nil, false
		}
		data[i] = byte(v)
	}
	return data, true
}

func bech32Sum(prefix string, data []byte) uint32 {
	sum := uint32(1)
	add := func(v byte) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for i := range len(prefix) {
		add(prefix[i] >> 5)
	}
	add(0)
	for i := range len(prefix) {
		add(prefix[i] & 31)
	}
	for _, v := range data {
		add(v)
	}
	return sum
}

// cashAddress reads Bitcoin Cash's own form: as bech32 with a checksum of forty
// bits over the prefix bitcoincash, which may be left out.
func cashAddress(s string) (string, bool) {
	lower := strings.ToLower(s)
	if s != lower && s != strings.ToUpper(s) {
		return "", false
	}
	lower = strings.TrimPrefix(lower, "bitcoincash:")
	data, ok := fiveBits(lower)
	if !ok || len(data) < 42 || len(data) > 112 {
		return "", false
	}
	sum := uint64(1)
	add := func(v byte) {
		top := sum >> 35
		sum = sum&0x07ffffffff<<5 ^ uint64(v)
		for i, g := range [...]uint64{0x98f2bc8e61, 0x79b76d99e2, 0xf33e5fb3c4, 0xae2eabe2a8, 0x1e4f43e470} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for _, c := range []byte("bitcoincash") {
		add(c & 31)
	}
	add(0)
	for _, v := range data {
		add(v)
	}
	return lower, sum^1 == 0
}

// avalancheAddress reads bech32 behind the letter of a chain (X, P or C).
func avalancheAddress(s string) (string, bool) {
	chain, rest, ok := strings.Cut(s, "-")
	if !ok || len(chain) != 1 || !strings.Contains("XPC", chain) {
		return "", false
	}
	id, ok := bech32Form("avax", bech32Old)(rest)
	return chain + "-" + id, ok
}
