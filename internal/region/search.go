package region

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Found is what a text begins with.
type Found struct {
	Regions []*Region // one is certain; several share the name and are ordered by id
	Form    Form      // of the one; the least sure of several
	Bytes   int       // of the text
}

// Begin returns the longest Chinese name that the text begins with, among the
// regions that lie in within, or among all when within is nil. The text is
// NFKC in simplified characters.
//
// With a parent, a region that is called so today goes before one that was,
// and a larger one before a smaller. Without a parent no short name of a
// county and no name that many towns use for a part of themselves (新市区,
// 东区) is taken, and a county's name counts only when nothing else bore it.
func (n *Names) Begin(text string, within *Region) Found {
	var ends [24]int
	count := 0
	for i := range text {
		if i > n.longest || count == len(ends) {
			break
		}
		if i > 0 {
			ends[count] = i
			count++
		}
	}
	if len(text) <= n.longest && count < len(ends) {
		ends[count] = len(text)
		count++
	}
	for count--; count >= 1; count-- { // no name has one character
		all := n.han[text[:ends[count]]]
		if len(all) == 0 {
			continue
		}
		if f := n.choose(all, text[:ends[count]], within); len(f.Regions) > 0 {
			return f
		}
	}
	return Found{}
}

func (n *Names) choose(all []named, name string, within *Region) Found {
	var fit []named
	for _, a := range all {
		if within != nil {
			if !n.table.under(a.region, within) {
				continue
			}
		} else if a.region.Level == County && (a.form == Short || generic(name)) {
			continue
		}
		fit = append(fit, a)
	}
	if len(fit) == 0 {
		return Found{}
	}
	level, form := County, Merged
	for _, a := range fit {
		level = min(level, a.region.Level)
		form = min(form, a.form)
	}
	f := Found{Bytes: len(name)}
	for _, a := range fit {
		if a.region.Level == level && (within == nil || a.form == form) && !slices.Contains(f.Regions, a.region) {
			f.Regions = append(f.Regions, a.region)
			f.Form = max(f.Form, a.form)
		}
	}
	if within != nil && len(f.Regions) == 0 { // the surest form is of a smaller region
		for _, a := range fit {
			if a.form == form {
				f.Regions, f.Form = append(f.Regions, a.region), form
			}
		}
	}
	return f
}

// under reports whether r lies in the region, and is not the region itself.
func (t *Table) under(r, in *Region) bool {
	for a := t.regions[r.Parent]; a != nil; a = t.regions[a.Parent] {
		if a == in {
			return true
		}
	}
	return false
}

// generic reports whether towns everywhere use the name for a part of
// themselves.
func generic(name string) bool {
	switch name {
	case "新市区", "城东区", "城西区", "城北区", "城中区", "城南区", "城关区", "市中区", "老城区", "新城区", "市郊区", "北市区", "南市区", "东市区", "西市区", "中市区":
		return true
	}
	return utf8.RuneCountInString(name) < 3
}

// Country returns the country that a text names: by its names in Chinese and
// English, or its two-letter, three-letter or three-digit code.
func (n *Names) Country(text string) (*Region, bool) {
	r, ok := n.country[foldLatin(text)]
	return r, ok
}

// Called returns the regions that the whole text may name; one is certain. It
// knows Chinese names, alone and from the larger to the smaller
// (广东省广州市), Latin names from the smaller to the larger
// (Guangzhou, Guangdong), and countries. Of a region and its own parts by one
// name (吉林, Luxembourg) it returns the region, which is true of either.
func (n *Names) Called(text string) []*Region {
	text = strings.TrimSpace(text)
	if found := n.exact(text); len(found) > 0 {
		return n.widest(found)
	}
	if found := n.chain(text); len(found) > 0 {
		return found
	}
	return n.widest(n.backwards(text))
}

// exact returns the regions that bear the name: a province of China before its
// namesakes, a country before parts of others.
func (n *Names) exact(name string) []*Region {
	var found []*Region
	for _, a := range n.han[name] {
		if !slices.Contains(found, a.region) {
			found = append(found, a.region)
		}
	}
	for _, r := range found {
		if r.Level == Province {
			return []*Region{r}
		}
	}
	if r, ok := n.Country(name); ok && len(found) == 0 {
		key := foldLatin(name)
		found = append(found, r)
		for _, part := range n.latin[key] {
			if part != r && (strings.HasPrefix(part.ID, "GB2260:") || key == "georgia") { // where the namesake is as well known
				found = append(found, part)
			}
		}
		if home, ok := n.home(found); ok {
			return []*Region{home}
		}
	}
	return found
}

// home returns the region of GB/T 2260 among codes of one place: Hong Kong,
// Macao and Taiwan stand in both standards.
func (n *Names) home(found []*Region) (*Region, bool) {
	for _, r := range found {
		if strings.HasPrefix(r.ID, "GB2260:") && r.Level == Province {
			return r, true
		}
	}
	return nil, false
}

// chain reads a Chinese name from the larger to the smaller.
func (n *Names) chain(text string) []*Region {
	for _, c := range []string{"中华人民共和国", "中国"} {
		text = strings.TrimPrefix(text, c)
	}
	var at *Region
	for text = strings.TrimLeft(text, " ,"); text != ""; text = strings.TrimLeft(text, " ,") {
		f := n.Begin(text, at)
		if len(f.Regions) == 0 {
			return nil
		}
		if len(f.Regions) > 1 {
			if f.Bytes == len(text) {
				return f.Regions
			}
			return nil
		}
		at, text = f.Regions[0], text[f.Bytes:]
	}
	if at == nil {
		return nil
	}
	return []*Region{at}
}

// latinKinds are words that Latin names of Chinese regions may carry.
var latinKinds = []string{" autonomous region", " municipality", " prefecture", " province", " city", " sheng", " shi"}

// Latin returns the regions that a name in Latin letters may mean, ordered by
// id: provinces and prefectures of China, countries and their parts.
func (n *Names) Latin(name string) []*Region {
	key := foldLatin(name)
	found := n.latin[key]
	if c, ok := n.country[key]; ok && !slices.Contains(found, c) {
		found = append([]*Region{c}, found...)
	}
	if len(found) > 0 {
		return found
	}
	for _, w := range latinKinds {
		if s, ok := strings.CutSuffix(key, w); ok {
			return n.latin[s]
		}
	}
	return nil
}

// backwards reads a Latin name from the smaller to the larger.
func (n *Names) backwards(text string) []*Region {
	parts := strings.Split(text, ",")
	var found []*Region
	for i := len(parts) - 1; i >= 0; i-- {
		here := n.Latin(parts[i])
		if i < len(parts)-1 {
			var in []*Region
			for _, r := range here {
				if slices.ContainsFunc(found, func(larger *Region) bool { return n.table.under(r, larger) }) {
					in = append(in, r)
				}
			}
			here = in
		}
		if len(here) == 0 {
			return nil
		}
		found = here
	}
	if home, ok := n.home(found); ok && len(parts) == 1 {
		return []*Region{home}
	}
	return found
}

// widest returns the one region that holds all others, or all of them.
func (n *Names) widest(found []*Region) []*Region {
	for _, r := range found {
		if !slices.ContainsFunc(found, func(other *Region) bool { return other != r && !n.table.under(other, r) }) {
			return []*Region{r}
		}
	}
	return found
}
