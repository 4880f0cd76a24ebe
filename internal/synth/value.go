package synth

import (
	"fmt"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/synth/place"
)

// value is one identifier that storefronts show.
type value struct {
	kind   entity.Kind
	text   string
	region int // of an address: where it lies
}

// mint returns a value of the kind that no storefront shows yet. Serial
// numbers are scrambled, so that neighbouring values say nothing.
func (b *builder) mint(kind entity.Kind, region int) value {
	serial := b.minted[kind]
	b.minted[kind]++
	s := newStream(b.seed, "value:"+kind.String(), serial)
	return value{kind, b.write(kind, serial, region, s), region}
}

func (b *builder) write(kind entity.Kind, serial, region int, s *stream) string {
	switch kind {
	case entity.KindAddress:
		return address(b.regions[region], serial, s)
	case entity.KindPaymentAccount:
		return account(serial, s)
	case entity.KindPhone:
		return phone(serial)
	case entity.KindEmail:
		return fmt.Sprintf("%s%05d@mail.example", latinName(s), scramble(serial))
	case entity.KindHandle:
		return fmt.Sprintf("%s_%05d", latinName(s), scramble(serial))
	case entity.KindTemplate:
		return fmt.Sprintf("tpl-%08x", s.Next()>>32)
	}
	return fmt.Sprintf("%016x", s.Next())
}

// scramble permutes the serials below 99990: a product modulo a prime.
func scramble(serial int) int { return int(uint64(serial+1) * 48271 % 99991) }

// phone writes a North American number of the block 555-0100 to 555-0199,
// which is reserved for fiction in every area code: 2,000 of them. China
// reserves no such block.
func phone(serial int) string {
	k := (serial*773 + 11) % 2000
	area := 201 + k/100
	if area == 211 { // a service, and no area
		area = 224
	}
	return fmt.Sprintf("+1 %d 555 %04d", area, 100+k%100)
}

// account writes a payment account: mail domains and card prefixes are ones
// that nobody can hold.
func account(serial int, s *stream) string {
	switch s.weighted(50, 30, 12, 8) {
	case 0:
		return fmt.Sprintf("ALIPAY:%s%05d@pay.example", latinName(s), scramble(serial))
	case 1:
		return "BANK_CN:" + luhn(fmt.Sprintf("999999%09d", scramble(serial)))
	case 2:
		return fmt.Sprintf("WECHAT:wx_example_%05d", scramble(serial))
	}
	return fmt.Sprintf("ETH:0x%016x%016x%08x", s.Next(), s.Next(), s.Next()>>32)
}

// luhn appends the check digit of ISO/IEC 7812-1 to fifteen digits.
func luhn(digits string) string {
	sum := 0
	for i, c := range []byte(digits) {
		d := int(c - '0')
		if i%2 == 0 {
			d = d*2 - d/5*9
		}
		sum += d
	}
	return fmt.Sprintf("%s%d", digits, (10-sum%10)%10)
}

// address writes a place in the region on a road that does not exist. Number
// and room follow from the serial, so two addresses never agree by accident.
func address(p place.Prefecture, serial int, s *stream) string {
	no, room, house := 1+scramble(serial)%397, 101+scramble(serial)/397, 1+s.intn(9)
	han, latin := roadName(s)
	if s.percent(15) {
		return fmt.Sprintf("Room %d, Building %d, No. %d %s Road, %s, %s", room, house, no, latin, p.Pinyin, p.ProvincePinyin)
	}
	return fmt.Sprintf("%s%s%s路%d号%d栋%d室", p.Province, p.City, han, no, house, room)
}

// The syllables are rare enough that no road or firm is called by two of them.
var (
	firstHan    = [...]string{"砚", "藜", "璇", "翎", "霁", "蕖", "琅", "岫"}
	firstLatin  = [...]string{"Yan", "Li", "Xuan", "Ling", "Ji", "Qu", "Lang", "Xiu"}
	secondHan   = [...]string{"鸢", "槿", "舸", "笺", "麓", "珩", "澜", "笙"}
	secondLatin = [...]string{"yuan", "jin", "ge", "jian", "lu", "heng", "lan", "sheng"}
	goodsHan    = [...]string{"腕表", "宠粮", "酒坊", "鞋履", "箱包", "数码", "健康", "母婴", "车配"}
	goodsLatin  = [...]string{"Watch", "Petfood", "Spirits", "Shoe", "Bag", "Digital", "Health", "Child", "Carpart"}
)

func roadName(s *stream) (han, latin string) {
	i, j := s.intn(len(firstHan)), s.intn(len(secondHan))
	return firstHan[i] + secondHan[j], firstLatin[i] + secondLatin[j]
}

func latinName(s *stream) string {
	i, j := s.intn(len(firstLatin)), s.intn(len(secondLatin))
	return secondLatin[j] + secondLatin[i]
}

func shopName(s *stream) string {
	han, latin := roadName(s)
	g := s.intn(len(goodsHan))
	if s.percent(20) {
		return latin + " " + goodsLatin[g] + " Store"
	}
	return han + goodsHan[g] + "小店"
}
