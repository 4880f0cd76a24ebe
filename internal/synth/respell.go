package synth

import (
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// respell records some addresses a second time as another clerk writes them.
// Most ways are those that a reader can tell to be the same address. The others
// hide it, and no address is hidden by two records: these would agree with each
// other and be evidence that nobody planted.
func (b *builder) respell() {
	hidden := map[string]bool{}
	for n := range b.shops {
		s := &b.shops[n]
		draw := newStream(b.seed, "respelling", n)
		for _, f := range s.facts {
			if f.kind != entity.KindAddress || !f.class.Hard() || !draw.percent(b.Respelled) {
				continue
			}
			way := draw.weighted(30, 25, 20, 15, 10)
			switch hides := way > 2; {
			case b.isHub(f.value), hides && hidden[f.text]:
				way = 0
			case hides:
				hidden[f.text] = true
			}
			if spelled := b.spell(f.value, way); spelled != f.text {
				f.day = min(days-1, f.day+20+draw.intn(60))
				b.later = append(b.later, laterFact{n, f, spelled})
			}
		}
	}
}

// spell writes an address in one of five ways: full-width digits, traditional
// characters, without the province; romanised, without the words for house and
// door. What is romanised already is written in capitals.
func (b *builder) spell(v value, way int) string {
	p := b.regions[v.region]
	if !strings.HasPrefix(v.text, p.Province) {
		return strings.ToUpper(v.text)
	}
	switch way {
	case 0:
		return wideDigits.Replace(v.text)
	case 1:
		return traditional.Replace(v.text)
	case 2:
		return strings.TrimPrefix(v.text, p.Province)
	case 3:
		return romanised(v.text, p.Province+p.City, p.Pinyin+", "+p.ProvincePinyin)
	}
	return doorless.Replace(v.text)
}

var (
	wideDigits = strings.NewReplacer("0", "０", "1", "１", "2", "２", "3", "３", "4", "４", "5", "５", "6", "６", "7", "７", "8", "８", "9", "９")
	// Characters of our own addresses that are written otherwise.
	traditional = strings.NewReplacer("号", "號", "栋", "棟", "广", "廣", "东", "東", "苏", "蘇", "宁", "寧", "门", "門", "岛", "島", "阳", "陽", "鸢", "鳶", "笺", "箋", "澜", "瀾")
	doorless    = strings.NewReplacer("号", "-", "栋", "-", "室", "")
)

// romanised turns 某路12号3栋404室 behind its region into Room 404, Building 3,
// No. 12 Mou Road.
func romanised(text, region, latin string) string {
	rest := strings.TrimPrefix(text, region)
	for i, han := range firstHan {
		rest = strings.Replace(rest, han, firstLatin[i], 1)
	}
	for i, han := range secondHan {
		rest = strings.Replace(rest, han, secondLatin[i], 1)
	}
	road, rest, _ := strings.Cut(rest, "路")
	no, rest, _ := strings.Cut(rest, "号")
	house, room, _ := strings.Cut(rest, "栋")
	return "Room " + strings.TrimSuffix(room, "室") + ", Building " + house + ", No. " + no + " " + road + " Road, " + latin
}
