package canon

import (
	"strings"
	"unicode/utf8"
)

// What a unit word after a number makes of it.
const (
	noUnit = iota
	houseNo
	laneNo
	buildingNo
	unitNo
	floorNo
	roomNo
	phaseNo // 期, 区: a part of an estate
)

// unitWords follow numbers; the first that fits holds.
var unitWords = []struct {
	word string
	kind int
}{
	{"号楼", buildingNo}, {"号院", houseNo}, {"号房", roomNo}, {"号室", roomNo}, {"号", houseNo}, {"弄", laneNo}, {"栋", buildingNo}, {"座", buildingNo},
	{"单元", unitNo}, {"层", floorNo}, {"楼", floorNo}, {"室", roomNo}, {"房", roomNo}, {"期", phaseNo}, {"区", phaseNo}, {"门", unitNo},
}

// parseHan reads what stands behind the regions of a Chinese address: texts
// and numbers in turn.
func parseHan(p *Parts, s string) {
	first := true
	for s != "" {
		text, code, rest := textAndCode(s)
		kind, word := unitOf(rest)
		if code == "" {
			kind, word = noUnit, ""
		}
		s = rest[len(word):]
		if more, behind := splitCode(s); kind == noUnit && code != "" && more != "" { // 5 8号: 58, or 5 and 8
			if k, w := unitOf(behind); k == houseNo {
				code, kind, s = code+" "+more, k, behind[len(w):]
			}
		}
		if kind == noUnit && s != "" && !endsRoad(text) && !arabic(s[0]) {
			more, rest := splitText(s) // a number inside a name: 天瑞99商务中心
			text, code, s = text+code+more, "", rest
		}
		if first {
			text = p.settlement(text)
		}
		text, code = numberMarks(text, code)
		p.number(text, code, kind, first || p.Road == "")
		first = false
	}
}

// textAndCode cuts off a text and the number behind it. A number before a
// road's word belongs to the road: 太原1路, 8号路.
func textAndCode(s string) (text, code, rest string) {
	text, rest = splitText(s)
	for {
		code, rest = splitCode(rest)
		if code == "" || !numberedRoad(strings.TrimPrefix(rest, "号")) {
			return text, code, rest
		}
		more, after := splitText(rest)
		text, rest = text+code+more, after
	}
}

// numberedRoad reports whether a text begins with a word before which a number
// is a name. A lane (弄) has a number of its own.
func numberedRoad(text string) bool {
	for _, w := range []string{"大道", "大街", "公路", "胡同", "马路", "路", "街", "道", "巷"} {
		if strings.HasPrefix(text, w) {
			return true
		}
	}
	return false
}

// splitText cuts off what stands before the first letter or digit.
func splitText(s string) (text, rest string) {
	for i := 0; i < len(s); i++ {
		if s[i] < utf8.RuneSelf && s[i] != ' ' && s[i] != ',' && s[i] != '-' {
			return strings.Trim(s[:i], " ,、-"), s[i:]
		}
	}
	return s, ""
}

// splitCode cuts off a number or code: digits, letters and the marks in it. A
// space ends it.
func splitCode(s string) (code, rest string) {
	i := 0
	for i < len(s) && s[i] < utf8.RuneSelf && s[i] != ' ' {
		i++
	}
	return s[:i], strings.TrimLeft(s[i:], " ")
}

func unitOf(s string) (kind int, word string) {
	for _, u := range unitWords {
		if strings.HasPrefix(s, u.word) {
			return u.kind, u.word
		}
	}
	return noUnit, ""
}

// numberMarks moves the characters that number houses too from the text into
// the number: 甲3号, 附5号.
func numberMarks(text, code string) (string, string) {
	if code == "" || !arabic(code[0]) {
		return text, code
	}
	for _, mark := range []string{"甲", "乙", "丙", "丁", "附", "临"} {
		if t, ok := strings.CutSuffix(text, mark); ok && t != "" {
			return t, mark + code
		}
	}
	return text, code
}

// number places one text and the number behind it.
func (p *Parts) number(text, code string, kind int, mayBeRoad bool) {
	digit := strings.ContainsAny(code, "0123456789")
	onRoad := mayBeRoad && text != "" && digit && (kind == houseNo || kind == laneNo || kind == noUnit && endsRoad(text))
	if onRoad {
		p.Road, p.RoadNo = text, code
		if kind == laneNo {
			p.RoadNo += "弄"
		}
		return
	}
	if p.Road == "" {
		p.Road, text = roadOf(text)
	}
	if kind == houseNo && text == "" && strings.HasSuffix(p.RoadNo, "弄") {
		p.RoadNo += code
		return
	}
	p.POI += text
	p.put(code, kind)
}

// put stores a number by its unit word; what has a place already is residual.
func (p *Parts) put(code string, kind int) {
	into := &p.Residual
	switch kind {
	case houseNo, buildingNo:
		into = &p.Building
	case laneNo, unitNo:
		into = &p.Unit
	case floorNo:
		into = &p.Floor
		if code != "" && !strings.ContainsAny(code, "0123456789") { // B楼 is a building
			into = &p.Building
		}
	case roomNo:
		into = &p.Room
	case phaseNo:
		into = &p.POI
	case noUnit:
		if strings.ContainsAny(code, "0123456789") {
			into = &p.Room
		} else {
			into = &p.POI
		}
	}
	if *into != "" && into != &p.POI {
		into = &p.Residual
	}
	if into == &p.Residual && p.Residual != "" && code != "" {
		p.Residual += " "
	}
	*into += code
}

// roadWords end names of roads; positions and parts may follow.
var roadWords = []string{"大道", "大街", "公路", "胡同", "马路", "路", "街", "道", "巷", "弄", "里"}

// roadTails may stand between a road's word and its number.
var roadTails = []string{"东段", "西段", "南段", "北段", "中段", "段", "东", "西", "南", "北", "中", "口"}

// endsRoad reports whether a text ends in a road's name.
func endsRoad(text string) bool {
	for _, t := range roadTails {
		if cut, ok := strings.CutSuffix(text, t); ok {
			text = cut
			break
		}
	}
	for _, w := range roadWords {
		if strings.HasSuffix(text, w) && len(text) > len(w) {
			return true
		}
	}
	return false
}

// roadOf splits a text at the end of the first road's name in it. 里 and 道
// stand in many other names, so only before a number do they end one.
func roadOf(text string) (road, rest string) {
	best := -1
	for _, w := range roadWords[:7] {
		if i := strings.Index(text, w); i > 0 && (best < 0 || i+len(w) < best) {
			best = i + len(w)
		}
	}
	if best < 0 || strings.ContainsAny(text[:best], "与和近") {
		return "", text
	}
	return text[:best], text[best:]
}

// settlementWords end names of places between the district and the road.
var settlementWords = []string{
	"经济技术开发区", "高新技术产业开发区", "高新技术开发区", "经济开发区", "开发区", "高新区", "工业园区", "产业园区", "保税区", "街道办事处", "街道", "镇", "乡", "苏木",
}

// settlement takes towns and zones off the front of a text and returns the
// rest. The earliest end counts, and none that is a part of a road's name
// (新镇路).
func (p *Parts) settlement(text string) string {
	for range 2 {
		end := -1
		for _, w := range settlementWords {
			i := strings.Index(text, w)
			if i <= 0 || i > 30 || roadAhead(text[i+len(w):]) || (end >= 0 && i+len(w) >= end) {
				continue
			}
			end = i + len(w)
		}
		if end < 0 {
			break
		}
		p.Town += text[:end]
		text = text[end:]
	}
	return text
}

// roadAhead reports whether a text goes on with the end of a road's name.
func roadAhead(text string) bool {
	for _, d := range []string{"东", "西", "南", "北", "中", "大"} {
		if t, ok := strings.CutPrefix(text, d); ok {
			text = t
			break
		}
	}
	for _, w := range roadWords {
		if strings.HasPrefix(text, w) {
			return true
		}
	}
	return false
}

// buildingWords end names of single buildings. Estates, parks, villages and
// universities are none: thousands live there.
var buildingWords = []string{
	"大厦", "大楼", "写字楼", "商厦", "商务楼", "办公楼", "综合楼", "广场", "中心", "商城", "市场", "酒店", "宾馆", "饭店", "公寓", "厂房", "厂", "仓库", "仓", "塔", "楼", "档口", "店",
}

// namesBuilding reports whether a name of two characters or more stands before
// a word for buildings.
func namesBuilding(name string) bool {
	for _, w := range buildingWords {
		if i := strings.LastIndex(name, w); i >= 0 && utf8.RuneCountInString(name[:i]) >= 2 {
			return true
		}
	}
	return latinBuilding(name)
}
