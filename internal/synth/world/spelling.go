package world

import "unicode/utf8"

// spelling is how a record writes an address. All but the first two hide that
// it is the same address from whoever compares texts.
type spelling uint8

const (
	asIs spelling = iota
	wideDigits
	romanised
	noProvince
	mistyped
	noHouseMark
	spellings
)

// The syllables are rare enough that no road, firm or person is called by two
// of them.
var (
	firstHan    = [...]string{"砚", "藜", "璇", "翎", "霁", "蕖", "琅", "岫", "菡", "珞", "鹭", "榆", "溯", "曦", "棠", "筱"}
	firstLatin  = [...]string{"Yan", "Li", "Xuan", "Ling", "Ji", "Qu", "Lang", "Xiu", "Han", "Luo", "Lu", "Yu", "Su", "Xi", "Tang", "Xiao"}
	secondHan   = [...]string{"鸢", "槿", "舸", "笺", "麓", "珩", "澜", "笙", "荇", "芷", "汀", "峤", "漪", "苒", "磬", "篁"}
	secondLatin = [...]string{"yuan", "jin", "ge", "jian", "lu", "heng", "lan", "sheng", "xing", "zhi", "ting", "qiao", "yi", "ran", "qing", "huang"}
	roadHan     = [...]string{"路", "街", "大道", "巷"}
	roadLatin   = [...]string{"Road", "Street", "Avenue", "Lane"}
)

// address writes a place on a road that does not exist. All 28 bits of the
// scrambled serial are in it: two addresses of a region are never one.
func (g *generator) address(b []byte, v value, x uint32) []byte {
	p := &g.regions[v.region]
	first, second, kind := x&15, x>>4&15, x>>8&3
	no, house, floor, door := 1+uint64(x>>10&255), 1+uint64(x>>18&15), 1+uint64(x>>22&7), 1+uint64(x>>25&7)
	room := floor*100 + door
	if v.spelling == romanised {
		b = append(digits(append(b, "Room "...), room, 3), ", Building "...)
		b = append(digits(b, house, 1), ", No. "...)
		b = append(digits(b, no, 1), ' ')
		b = append(append(b, firstLatin[first]...), secondLatin[second]...)
		b = append(append(append(b, ' '), roadLatin[kind]...), ", "...)
		return append(append(append(b, p.Pinyin...), ", "...), p.ProvincePinyin...)
	}
	if v.spelling != noProvince {
		b = append(b, p.Province...)
	}
	if v.spelling == mistyped { // one rare syllable for another
		second = (second + 1) & 15
	}
	b = append(append(append(append(b, p.City...), firstHan[first]...), secondHan[second]...), roadHan[kind]...)
	number := digits
	if v.spelling == wideDigits {
		number = fullWidth
	}
	b = number(b, no, 1)
	if v.spelling == noHouseMark {
		return number(append(number(append(b, '-'), house, 1), '-'), room, 3)
	}
	b = append(number(append(b, "号"...), house, 1), "栋"...)
	return append(number(b, room, 3), "室"...)
}

// fullWidth writes a number in full-width digits.
func fullWidth(b []byte, n uint64, width int) []byte {
	for _, c := range digits(nil, n, width) {
		b = utf8.AppendRune(b, '０'+rune(c-'0'))
	}
	return b
}

func latinName(x uint32) string { return firstLatin[x&15] + secondLatin[x>>4&15] }

func hanName(x uint32) string { return firstHan[x&15] + secondHan[x>>4&15] }
