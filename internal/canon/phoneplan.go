package canon

import "strings"

// What of the Chinese numbering plan the library does not know, or knows too
// slowly for a file of millions.

// chineseMobile reports whether eleven digits without +86 are a mobile number.
// The allocated ranges are those of libphonenumber's metadata (130–139,
// 145, 147, 150–153, 155–159, 162, 165–167, 170–173, 174(0), 175–178,
// 180–189, 190–193, 195–199); a test compares the two.
func chineseMobile(n string) bool {
	if len(n) != 11 || n[0] != '1' {
		return false
	}
	for i := 1; i < len(n); i++ {
		if n[i] < '0' || n[i] > '9' {
			return false
		}
	}
	switch c := n[2]; n[1] {
	case '3', '8':
		return true
	case '4':
		return c == '5' || c == '7'
	case '5', '9':
		return c != '4'
	case '6':
		return c == '2' || c >= '5' && c <= '7'
	case '7':
		return c <= '3' || c >= '5' && c <= '8' || c == '4' && n[3] == '0'
	}
	return false
}

// chineseFixed reports whether a national number without trunk 0 has the
// length of a Chinese one: area code and 7 or 8 digits, 8 behind the codes of
// two digits. The library takes 021-12345 for valid.
func chineseFixed(n string) bool {
	switch {
	case strings.HasPrefix(n, "10"), strings.HasPrefix(n, "2"):
		return len(n) == 10
	}
	return len(n) == 10 || len(n) == 11
}

// chinesePrefix returns a number with +86 when it is Chinese beyond doubt:
//
//   - eleven digits of a mobile number, with or without 86 before them;
//   - the same behind the trunk 0 of older days;
//   - 86 and a fixed-line number;
//   - a fixed-line number with trunk 0 whose area code stands apart from
//     7 or 8 unbroken digits (0755-88881234, (021) 55500111), perhaps with an
//     extension in a third group; an area code of four digits may stand apart
//     from digits in two groups (0755-8888-1234) — 010-2345-6789 is how Koreans
//     write a mobile number.
//
// Sure says that the record is of China; then the grouping does not matter.
func chinesePrefix(groups []string, sure bool) string {
	digits := strings.Join(groups, "")
	if rest := strings.TrimPrefix(digits, "86"); chineseMobile(rest) {
		return "+86" + rest
	}
	if rest := strings.TrimPrefix(strings.TrimPrefix(digits, "86"), "0"); strings.HasPrefix(digits, "86") && chineseFixed(rest) {
		return "+86" + rest
	}
	if digits[0] != '0' {
		return ""
	}
	if chineseMobile(digits[1:]) {
		return "+86" + digits[1:]
	}
	if area := areaCode(digits); len(groups) > 1 && groups[0] == area {
		local := groups[1]
		extension := len(groups) == 3 && len(local) >= 7 && len(groups[2]) <= 5
		pair := len(groups) == 3 && len(area) == 4 && len(local) < 7
		if pair {
			local += groups[2]
		}
		if (len(groups) == 2 || extension || pair) && fixedLocal(area, local) {
			return "+86" + area[1:] + local
		}
	}
	if rest := digits[1:]; sure && chineseFixed(rest) {
		return "+86" + rest
	}
	return ""
}

// areaCode returns the area code that a number with trunk 0 begins with: 010
// and 02x, or four digits.
func areaCode(digits string) string {
	if strings.HasPrefix(digits, "010") || strings.HasPrefix(digits, "02") {
		return digits[:3]
	}
	return digits[:min(4, len(digits))]
}

// fixedLocal reports whether a subscriber's number fits behind an area code.
func fixedLocal(area, local string) bool {
	if len(area) == 4 && area[1] < '3' || local[0] < '2' || local[0] > '8' {
		return false
	}
	return len(local) == 8 || len(local) == 7 && len(area) == 4
}

// service reports whether a Chinese national number, or the subscriber's part
// behind an area code, is an emergency, carrier, bank or corporate hotline.
func service(n string) bool {
	if len(n) > 5 && n[0] == '0' {
		n = strings.TrimPrefix(n, areaCode(n))
		return n != "" && hotline(n)
	}
	return hotline(n) || len(n) == 10 && (n[:3] == "400" || n[:3] == "800")
}

func hotline(n string) bool {
	switch {
	case len(n) >= 5 && len(n) <= 8 && n[:2] == "95":
		return true
	case len(n) == 5 && (n[0] == '1' || n[:2] == "96"), len(n) == 3 && n[0] == '1':
		return true
	}
	return false
}
