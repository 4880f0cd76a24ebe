package canon

import (
	"regexp"
	"strings"

	"github.com/ringtrace/ringtrace/internal/region"
)

// placed is a Chinese address whose regions were read off its front.
type placed struct {
	title  string         // the regions that are certain, written in full
	rest   string         // the text behind them
	region *region.Region // the smallest of the certain ones, nil when none is
	nearly *region.Region // a smaller one that the rest begins with, not quite certain
	skip   int            // bytes of rest that name it
}

// best returns the smallest region that is known at all.
func (p placed) best() *region.Region {
	if p.nearly != nil {
		return p.nearly
	}
	return p.region
}

// Names of regions also stand in names of roads, estates and firms (陕西南路 in
// Shanghai, 北京大厦 anywhere). So regions are read from the front only, each
// inside the one before, and a name without the word for its kind is none
// before these words. Where a region is taken for certain and written into the
// id, the longer list holds.
var (
	notAfterShort = regexp.MustCompile(`^[东西南北中上下新老大小内外前后环一二三四五六七八九十百0-9]{0,3}(路|街|道|巷|弄|里|胡同|公路|门|桥|湾|站|大厦|大楼|饭店|酒店|宾馆|广场|地区|盟)`)
	notCertain    = regexp.MustCompile(`^[东西南北中上下新老大小内外前后]{0,2}(村|镇|乡|屯|坊|苑|园|花|小区|商|市|城|塔|楼|馆|区|县|州|省|湖|江|河|山|海|港|口|岛|寺|庙|里|会|家|人|府)`)
	notAfterFull  = regexp.MustCompile(`^(场|域|间)`)
)

// regionPrefix reads the regions at the front of a tidied address.
func regionPrefix(s, hint string) placed {
	atlas := places()
	p := placed{rest: s}
	for _, country := range []string{"中华人民共和国", "中国"} {
		if rest, ok := strings.CutPrefix(s, country); ok {
			if inner := regionPrefix(rest, hint); inner.region != nil {
				return inner
			}
		}
	}
	hinted, named := hintedRegion(hint), false
	for {
		p.rest = repeated(p.rest, p.region)
		f := atlas.names.Begin(p.rest, p.region)
		named = named || len(f.Regions) > 0 && f.Form == region.Full
		r := only(atlas, f.Regions, hinted)
		if r == nil || !follows(atlas, f, r, p.rest[f.Bytes:], notAfterShort) {
			break
		}
		if f.Form == region.Merged || f.Form == region.Short && (r.Level == region.County || !follows(atlas, f, r, p.rest[f.Bytes:], notCertain)) {
			p.nearly, p.skip = r, f.Bytes
			break
		}
		p.region, p.rest = r, p.rest[f.Bytes:]
	}
	if p.region == nil && hinted != nil && !named && (p.nearly == nil || !atlas.agree(p.nearly, hinted)) {
		p.region, p.nearly, p.skip = hinted, nil, 0
	}
	if p.region != nil {
		p.title = atlas.title(p.region)
	}
	return p
}

// hintedRegion returns the region of China that a hint names.
func hintedRegion(hint string) *region.Region {
	if hint == "" {
		return nil
	}
	v, issue := regionForm("", hint)
	if issue.Code != "" {
		return nil
	}
	if res := places().Resolve(v.ID); len(res.Successors) == 1 && strings.HasPrefix(res.Successors[0].ID, "GB2260:") {
		return res.Successors[0]
	}
	return nil
}

// only returns the one region, or of several the one that the hint picks.
func only(a atlas, found []*region.Region, hinted *region.Region) *region.Region {
	if len(found) == 1 {
		return found[0]
	}
	if hinted == nil {
		return nil
	}
	var fit []*region.Region
	for _, r := range found {
		if a.agree(hinted, r) {
			fit = append(fit, r)
		}
	}
	if len(fit) == 1 {
		return fit[0]
	}
	return nil
}

// follows reports whether a name can stand for the region with that text
// behind it.
func follows(a atlas, f region.Found, r *region.Region, rest string, not *regexp.Regexp) bool {
	if f.Form != region.Short {
		return !notAfterFull.MatchString(rest)
	}
	if !not.MatchString(rest) {
		return true
	}
	inner := a.names.Begin(rest, r)
	return len(inner.Regions) > 0 && inner.Form != region.Short
}

// repeated cuts a second writing of the region that was just read (上海上海市),
// and the words that stand for no place between a city and its districts.
func repeated(rest string, r *region.Region) string {
	if r == nil {
		return rest
	}
	for _, again := range []string{r.Name, "市辖区"} {
		if cut, ok := strings.CutPrefix(rest, again); ok && r.Level < region.County && !notAfterFull.MatchString(cut) {
			return cut
		}
	}
	return rest
}
