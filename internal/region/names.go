package region

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed former.tsv.gz
var formerFile []byte

//go:embed countries.tsv.gz
var countriesFile []byte

// Form says in which form a text names a region.
type Form uint8

// The forms of a Chinese name, the surest first.
const (
	Full    Form = iota // as the table writes it: 广州市
	Short               // without the word for its kind: 广州
	Renamed             // a former name of the very same place: 襄樊市, 新津县
	Merged              // of a place that is now, or became part of, the region: what else lies there is not told
)

type named struct {
	region *Region
	form   Form
}

// Names finds regions by what they are called. It is for reading only.
type Names struct {
	table   *Table
	han     map[string][]named // Chinese names of regions of GB/T 2260
	longest int                // bytes of the longest of them
	latin   map[string][]*Region
	country map[string]*Region
}

// Names makes the index of names; that takes some milliseconds.
func (t *Table) Names() (*Names, error) {
	n := &Names{table: t, han: map[string][]named{}, latin: map[string][]*Region{}, country: map[string]*Region{}}
	for id, r := range t.regions {
		if strings.HasPrefix(id, "GB2260:") {
			n.add(r.Name, named{r, Full})
			n.add(shortName(r.Name), named{r, Short})
		}
		if r.Latin != "" {
			key := foldLatin(r.Latin)
			n.latin[key] = append(n.latin[key], r)
		}
	}
	for _, c := range t.changes {
		if c.Status != Retired || c.Name == "" || len(c.Successors) != 1 || c.How == HowPlaceholder || c.How == HowName {
			continue
		}
		form := Merged
		if now := c.Successors[0]; c.How == HowStem || shortName(c.Name) != "" && shortName(c.Name) == shortName(now.Name) {
			form = Renamed
		}
		n.add(c.Name, named{c.Successors[0], form})
	}
	if err := n.readFormer(); err != nil {
		return nil, err
	}
	if err := n.readCountries(); err != nil {
		return nil, err
	}
	n.sort()
	return n, nil
}

func (n *Names) add(name string, as named) {
	if name == "" {
		return
	}
	n.longest = max(n.longest, len(name))
	for _, have := range n.han[name] {
		if have.region == as.region && have.form <= as.form {
			return
		}
	}
	n.han[name] = append(n.han[name], as)
}

// readFormer adds what regions were called under the code they still have. A
// prefecture of another name is the same prefecture; a county's code was also
// passed on when it was merged, so there the name is no proof.
func (n *Names) readFormer() error {
	text, err := inflate(formerFile)
	if err != nil {
		return err
	}
	for f := range rows(text, 2) {
		r := n.table.regions[f[1]]
		if r == nil {
			return damaged("former name of a region that is not there", nil)
		}
		form := Merged
		if r.Level == Prefecture {
			form = Renamed
		}
		n.add(f[0], named{r, form})
	}
	return nil
}

func (n *Names) readCountries() error {
	text, err := inflate(countriesFile)
	if err != nil {
		return err
	}
	for line := range strings.Lines(text) {
		if line[0] == '#' {
			continue
		}
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		r := n.table.regions[f[0]]
		if r == nil {
			return damaged("name of a country that is not there", nil)
		}
		for _, name := range append(f[1:], r.Code(), r.Name) {
			n.country[foldLatin(name)] = r
		}
	}
	return nil
}

// sort makes the index independent of the order of maps.
func (n *Names) sort() {
	byID := func(a, b named) int { return strings.Compare(a.region.ID, b.region.ID) }
	for _, as := range n.han {
		slices.SortFunc(as, byID)
	}
	for _, rs := range n.latin {
		slices.SortFunc(rs, func(a, b *Region) int { return strings.Compare(a.ID, b.ID) })
	}
}

// kindWords end Chinese names of regions. A banner's word stays: without it a
// name such as 科尔沁左翼后旗 is none.
var kindWords = []string{"特别行政区", "自治区", "自治州", "自治县", "地区", "林区", "新区", "特区", "省", "市", "县", "区", "盟"}

// peoples are named between a region's own name and the word for its kind.
var peoples = []string{
	"蒙古族", "蒙古", "回族", "藏族", "维吾尔", "苗族", "彝族", "壮族", "布依族", "朝鲜族", "满族", "侗族", "瑶族", "白族", "土家族", "哈尼族",
	"哈萨克族", "哈萨克", "傣族", "黎族", "傈僳族", "佤族", "畲族", "拉祜族", "水族", "东乡族", "纳西族", "景颇族", "柯尔克孜", "土族", "达斡尔族",
	"仫佬族", "羌族", "布朗族", "撒拉族", "毛南族", "仡佬族", "锡伯", "普米族", "塔吉克", "怒族", "裕固族", "保安族", "独龙族", "鄂温克族", "各族",
}

// shortName returns a Chinese name without the word for its kind and the
// peoples before it; "" where less than two characters would be left.
func shortName(name string) string {
	short := name
	for _, w := range kindWords {
		if s, ok := strings.CutSuffix(name, w); ok {
			short = s
			break
		}
	}
	for short != name {
		before := short
		for _, p := range peoples {
			if s, ok := strings.CutSuffix(short, p); ok && utf8.RuneCountInString(s) >= 2 {
				short = s
				break
			}
		}
		if short == before {
			break
		}
	}
	if short == name || utf8.RuneCountInString(short) < 2 {
		return ""
	}
	return short
}

// foldLatin returns a name for comparing: lower case, no accents, no marks,
// single spaces. Han text only loses its spaces and marks at the ends.
func foldLatin(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' || r == '.':
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	return norm.NFC.String(b.String())
}
