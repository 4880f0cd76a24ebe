package canon

import (
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/region"
)

// Parts are what an address says, as far as rules can tell; an empty field
// means nothing was found, not that there is nothing. All are in the form of
// the address's id.
type Parts struct {
	Country  string // ISO 3166-1, two letters
	Admin6   string // six digits of GB/T 2260: the smallest region named
	Town     string // town, township, sub-district, development zone; of other countries the city
	Road     string // road, street, lane; a village or estate where houses are numbered in it
	RoadNo   string // house number on the road, with all its parts: 12, 甲3, 188弄1, 6-3
	Building string // number of a building, without its word
	Unit     string
	Floor    string
	Room     string
	POI      string // name of a building, market, estate, firm
	Residual string // what no rule claimed
	Numbers  []string
}

// ParseAddress splits an address into parts. The hint is the region that its
// source gives beside it, as code or name, "" for none.
func ParseAddress(text, hint string) Parts {
	s, ok := clean(text)
	if !ok || len(s) > maxID {
		return Parts{}
	}
	return parse(addressText(hint, s))
}

// AddressKeys are coarser than an address's id. Two addresses with the same
// key may be one place, and a person or a rule has to say so: the key alone
// joins nothing. The three keys of one address are one piece of evidence.
type AddressKeys struct {
	Building string // region, road, number and building; "" unless all are known
	Site     string // region, road and number; floors and rooms are off it
	Area     string // region and town
	Region   string // id of the region that the text names for certain, such as GB2260:440106
}

// KeysOfAddress returns the keys of an address by its id, as Canonicalise
// returns it.
func KeysOfAddress(id string) AddressKeys {
	p, certain := parseWithRegion(id)
	k := AddressKeys{}
	if certain != nil {
		k.Region = certain.ID
	}
	place := p.Admin6
	if place == "" && p.Town != "" {
		place = strings.TrimPrefix(p.Country+" "+p.Town, " ")
	}
	if place == "" {
		return k
	}
	if p.Admin6 != "" && p.Town != "" {
		k.Area = place + "|" + p.Town
	}
	if p.Road != "" && p.RoadNo != "" {
		k.Site = place + "|" + p.Road + "|" + p.RoadNo
		if p.Building != "" {
			k.Building = k.Site + "|" + p.Building
		}
	}
	return k
}

func parse(id string) Parts {
	p, _ := parseWithRegion(id)
	return p
}

func parseWithRegion(id string) (Parts, *region.Region) {
	var p Parts
	var certain *region.Region
	if hasHan(id) {
		front := regionPrefix(id, "")
		certain = front.region
		if r := front.best(); r != nil {
			p.Admin6, p.Country = r.Code(), "CN"
		}
		parseHan(&p, front.rest[front.skip:])
	} else {
		certain = parseLatin(&p, id)
	}
	p.Numbers = numbers(id)
	return p, certain
}

// numbers returns the runs of digits of s in order.
func numbers(s string) []string {
	var out []string
	for i := 0; i < len(s); {
		if !arabic(s[i]) {
			i++
			continue
		}
		j := i
		for j < len(s) && arabic(s[j]) {
			j++
		}
		out = append(out, s[i:j])
		i = j
	}
	return out
}

// inCity reports whether the address says in which city it lies: in China a
// prefecture or below, or what is a city and a province at once (the
// municipalities, Hong Kong, Macao). In Latin letters, whose cities no table
// holds, any name beside the road is taken for one.
func (p *Parts) inCity(han bool) bool {
	switch {
	case han && p.Country != "" && p.Country != "CN":
		return true
	case !han && p.Town+p.POI+p.Residual != "":
		return true
	case p.Admin6 != "" && !strings.HasSuffix(p.Admin6, "0000"):
		return true
	}
	return p.Admin6 != "" && slices.Contains([]string{"11", "12", "31", "50", "81", "82"}, p.Admin6[:2])
}

// located reports whether the parts lead to a door: a number on a road or in a
// named place, or a building with a name.
func (p *Parts) located() bool {
	if p.Road != "" && house(p.RoadNo) {
		return true
	}
	name := p.POI + p.Road + p.Residual
	if name == "" {
		return false
	}
	if house(p.Building) || namesBuilding(p.POI) || namesBuilding(p.Residual) {
		return true
	}
	// A room or floor of what bears a name; in Latin letters any district could
	// be that name (Shop 5, Tianhe).
	return hasHan(name) && (house(p.Unit) || house(p.Room) || house(p.Floor) && p.POI != "")
}

// house reports whether a number can be one of a house or room: postcodes and
// telephone numbers are longer.
func house(no string) bool {
	run := 0
	for i := 0; i < len(no); i++ {
		run++
		if !arabic(no[i]) {
			run = 0
		} else if run > 5 {
			return false
		}
	}
	return no != ""
}
