package canon

import "strings"

// emptyFiles are the hashes of a file without a byte (MD5, SHA-1, SHA-256):
// whatever failed to download has them.
var emptyFiles = map[string]bool{
	"d41d8cd98f00b204e9800998ecf8427e":                                 true,
	"da39a3ee5e6b4b0d3255bfef95601890afd80709":                         true,
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855": true,
}

// imageHash is the form of a hash that came with an image: hexadecimal digits
// in lower case, behind `ALGORITHM:` where the source names one; hashes of two
// algorithms never meet. What is not such a hash stays as written. Hashes of
// nothing (a flat picture, an empty file) are shared by strangers.
func imageHash(s string) (Value, Issue) {
	algorithm, digest := "", s
	if head, tail, ok := cutPrefix(s); ok && hashName(head) {
		algorithm, digest = head+":", stripPrefix(head, tail)
	}
	digest = strings.ToLower(digest)
	if !hexHash(digest) {
		return plain(s)
	}
	id := algorithm + digest
	if emptyFiles[digest] || flat(digest) {
		return unlink(id, s, Placeholder, "is the hash of an empty file or a picture without content")
	}
	return Value{id, s}, Issue{}
}

func hashName(s string) bool {
	if s == "" || len(s) > 16 {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return !(r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-') }) < 0
}

// hexHash reports whether s has the length of a usual hash (64 to 512 bits)
// and only hexadecimal digits in lower case.
func hexHash(s string) bool {
	switch len(s) {
	case 16, 32, 40, 64, 96, 128:
		return hexadecimal(s)
	}
	return false
}

func hexadecimal(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return s != ""
}

// flat reports whether a hash has so little in it that pictures without
// content have it too: at most two different digits, or an eighth of its bits
// set or unset. Of 10⁷ random hashes of 64 bits fewer than one in a thousand is
// flat, and what is lost is one picture as evidence.
func flat(digest string) bool {
	var seen [256]bool
	different, ones := 0, 0
	for i := 0; i < len(digest); i++ {
		if c := digest[i]; !seen[c] {
			seen[c] = true
			different++
		}
		v := strings.IndexByte("0123456789abcdef", digest[i])
		ones += v&1 + v>>1&1 + v>>2&1 + v>>3&1
	}
	bits := 4 * len(digest)
	return different <= 2 || ones*8 <= bits || (bits-ones)*8 <= bits
}
