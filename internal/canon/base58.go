package canon

import (
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"strings"

	"golang.org/x/crypto/blake2b"
	"golang.org/x/crypto/sha3"
)

// The alphabets of base 58: Bitcoin's, which leaves out 0, O, I and l, and
// Ripple's order of the same characters.
const (
	base58Bitcoin = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	base58Ripple  = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
)

// base58Longest bounds what is decoded: the work grows with the square.
const base58Longest = 256

// base58 decodes s, false when a character is not of the alphabet. Leading
// zero bytes stand as the alphabet's first character.
func base58(alphabet, s string) ([]byte, bool) {
	if s == "" || len(s) > base58Longest {
		return nil, false
	}
	zeros := len(s) - len(strings.TrimLeft(s, alphabet[:1]))
	number := make([]byte, 0, len(s)) // least significant byte first
	for i := zeros; i < len(s); i++ {
		carry := strings.IndexByte(alphabet, s[i])
		if carry < 0 {
			return nil, false
		}
		for j := range number {
			carry += int(number[j]) * 58
			number[j] = byte(carry)
			carry >>= 8
		}
		if carry > 0 {
			number = append(number, byte(carry))
		}
	}
	out := make([]byte, zeros+len(number))
	for i, b := range number {
		out[len(out)-1-i] = b
	}
	return out, true
}

// base58Form is an address in base58check: a version, a payload of so many
// bytes, and the first four bytes of the doubled SHA-256 of both.
func base58Form(alphabet string, size int, versions ...string) addressForm {
	return func(s string) (string, bool) {
		if len(s) < size {
			return "", false
		}
		b, ok := base58(alphabet, s)
		if !ok || len(b) < 5 {
			return "", false
		}
		body := b[:len(b)-4]
		first := sha256.Sum256(body)
		second := sha256.Sum256(first[:])
		if string(second[:4]) != string(b[len(b)-4:]) {
			return "", false
		}
		for _, v := range versions {
			if len(body) == len(v)+size && strings.HasPrefix(string(body), v) {
				return s, true
			}
		}
		return "", false
	}
}

// moneroAddress reads Monero's base 58, which codes blocks of eight bytes in
// eleven characters and the last five bytes of an address in seven, and ends in
// four bytes of Keccak-256. Network bytes: 18 standard, 42 subaddress, 19 with
// a payment id.
func moneroAddress(s string) (string, bool) {
	if len(s) != 95 && len(s) != 106 {
		return "", false
	}
	var b []byte
	for at := 0; at < len(s); at += 11 {
		block := s[at:min(at+11, len(s))]
		size := map[int]int{11: 8, 7: 5}[len(block)]
		part, ok := base58(base58Bitcoin, strings.TrimLeft(block, "1"))
		if strings.Trim(block, "1") == "" {
			part, ok = nil, true
		}
		if !ok || len(part) > size {
			return "", false
		}
		b = append(b, make([]byte, size-len(part))...)
		b = append(b, part...)
	}
	known := b[0] == 18 || b[0] == 42 || b[0] == 19
	return s, known && string(keccak(b[:len(b)-4])[:4]) == string(b[len(b)-4:])
}

func keccak(b []byte) []byte {
	h := sha3.NewLegacyKeccak256()
	h.Write(b)
	return h.Sum(nil)
}

// byronAddress reads Cardano's older addresses: CBOR of the address in bytes
// and their CRC-32.
func byronAddress(s string) (string, bool) {
	b, ok := base58(base58Bitcoin, s)
	if !ok || len(b) < 10 || string(b[:3]) != "\x82\xd8\x18" {
		return "", false
	}
	at, size := 4, int(b[3]&0x1f)
	if b[3] == 0x58 {
		at, size = 5, int(b[4])
	}
	if b[3]>>5 != 2 || len(b) != at+size+5 || b[at+size] != 0x1a {
		return "", false
	}
	return s, crc32.ChecksumIEEE(b[at:at+size]) == binary.BigEndian.Uint32(b[at+size+1:])
}

// solanaKey reads the 32 bytes of a public key. There is no check in them, so
// every text of that length and alphabet passes.
func solanaKey(s string) (string, bool) {
	b, ok := base58(base58Bitcoin, s)
	return s, ok && len(b) == 32
}

// ss58Address reads a key of 32 bytes behind one or two bytes of network, with
// two bytes of BLAKE2b over "SS58PRE" and both.
func ss58Address(s string) (string, bool) {
	b, ok := base58(base58Bitcoin, s)
	if !ok || (len(b) != 35 && len(b) != 36) {
		return "", false
	}
	sum := blake2b.Sum512(append([]byte("SS58PRE"), b[:len(b)-2]...))
	return s, string(sum[:2]) == string(b[len(b)-2:])
}
