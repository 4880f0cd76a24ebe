package canon

import (
	"crypto/sha512"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"strings"
)

// Addresses that are neither base 58 nor bech32.

// ethereumAddress reads forty hexadecimal digits. Mixed case is a checksum
// (EIP-55): the case of each letter follows from Keccak-256 of the address in
// lower case. All of one case says nothing, and the id is lower case.
func ethereumAddress(s string) (string, bool) {
	digits := s
	if len(s) == 42 && (s[:2] == "0x" || s[:2] == "0X") {
		digits = s[2:]
	}
	lower := strings.ToLower(digits)
	if len(digits) != 40 || !hexadecimal(lower) {
		return "", false
	}
	if digits != lower && digits != strings.ToUpper(digits) {
		hash := keccak([]byte(lower))
		for i := range len(lower) {
			high := hash[i/2]>>(4*(1-i%2))&0xf >= 8
			if upper := digits[i] < 'a'; lower[i] >= 'a' && upper != high {
				return "", false
			}
		}
	}
	return "0x" + lower, true
}

// stellarKey reads the 35 bytes of an account (G...): version, key and CRC-16.
func stellarKey(s string) (string, bool) {
	if len(s) != 56 || s[0] != 'G' {
		return "", false
	}
	b, err := base32.StdEncoding.DecodeString(s)
	return s, err == nil && binary.LittleEndian.Uint16(b[33:]) == crc16(b[:33])
}

// algorandAddress reads a key of 32 bytes and the end of its SHA-512/256.
func algorandAddress(s string) (string, bool) {
	coding := base32.StdEncoding.WithPadding(base32.NoPadding)
	b, err := coding.DecodeString(s)
	if err != nil || len(b) != 36 || coding.EncodeToString(b) != s { // two bits of the last letter are spare
		return "", false
	}
	sum := sha512.Sum512_256(b[:32])
	return s, string(sum[28:]) == string(b[32:])
}

// tonAddress reads the friendly form: flags, chain, 32 bytes and CRC-16.
func tonAddress(s string) (string, bool) {
	if len(s) != 48 {
		return "", false
	}
	s = strings.NewReplacer("+", "-", "/", "_").Replace(s)
	b, err := base64.URLEncoding.DecodeString(s)
	return s, err == nil && binary.BigEndian.Uint16(b[34:]) == crc16(b[:34])
}

// crc16 is CRC-16/XMODEM: polynomial 0x1021, nothing reflected or inverted.
func crc16(b []byte) (sum uint16) {
	for _, v := range b {
		sum ^= uint16(v) << 8
		for range 8 {
			carry := sum>>15 == 1
			sum <<= 1
			if carry {
				sum ^= 0x1021
			}
		}
	}
	return sum
}

// eosName reads an account's name: up to twelve characters of a to z, 1 to 5
// and dots. There is no check in it.
func eosName(s string) (string, bool) {
	if s == "" || len(s) > 12 {
		return "", false
	}
	return s, strings.Trim(s, "abcdefghijklmnopqrstuvwxyz12345.") == ""
}
