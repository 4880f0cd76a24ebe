package scenario

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Share says that storefronts carry a value: all of them one value, or, with
// Each, every one of them one of its own, or, with By, every By following
// ones one together.
type Share struct {
	Shops    string `yaml:"shops"`
	Platform string `yaml:"platform"` // of the storefronts, the default one when empty
	Kind     string `yaml:"kind"`
	Value    string `yaml:"value"`
	Each     bool   `yaml:"each"`
	By       int    `yaml:"by"`
	Step     int    `yaml:"step"`  // with By: how far the next begins, By when 0; smaller makes a chain
	Class    string `yaml:"class"` // evidence class, OBSERVED when empty
	From     string `yaml:"from"`  // first day on which it was seen; unknown when empty
	Until    string `yaml:"until"` // last day
	Region   string `yaml:"region"`
}

// Row is one row of links.csv.
type Row struct {
	Shop                      string // with its platform where it has one
	Kind, Value, Class        string
	ObservedAt, Until, Region string
}

// rows spreads the value over the storefronts.
func (s *Share) rows() ([]Row, error) {
	shops, err := Shops(s.Shops)
	if err != nil {
		return nil, err
	}
	class := s.Class
	if class == "" {
		class = "OBSERVED"
	}
	var out []Row
	size, step := len(shops), len(shops)
	switch {
	case s.Each:
		size, step = 1, 1
	case s.By > 0:
		size, step = s.By, s.By
		if s.Step > 0 {
			step = s.Step
		}
	}
	for at, n := 0, 0; at < len(shops); at, n = at+step, n+1 {
		value := s.Value
		if s.Each || s.By > 0 {
			value = fmt.Sprintf("%s%d", s.Value, 1000+n)
		}
		for _, shop := range shops[at:min(at+size, len(shops))] {
			if s.Platform != "" {
				shop = s.Platform + ":" + shop
			}
			out = append(out, Row{shop, s.Kind, value, class, s.From, s.Until, s.Region})
		}
	}
	return out, nil
}

var span = regexp.MustCompile(`^((?:[a-z]+:)?[a-z]+)(\d+)(?:\.\.([a-z]+)(\d+))?$`)

// Shops expands a list of storefronts such as "a1..a8 b3"; one of another
// platform than the default has it in front, as in "tmall:a1..a8".
func Shops(list string) ([]string, error) {
	var out []string
	for _, word := range strings.Fields(list) {
		m := span.FindStringSubmatch(word)
		if m == nil {
			return nil, fmt.Errorf("%q names no storefronts", word)
		}
		lo, err := strconv.Atoi(m[2])
		if err != nil {
			return nil, err
		}
		hi := lo
		if m[3] != "" {
			letter := m[1][strings.IndexByte(m[1], ':')+1:]
			if hi, err = strconv.Atoi(m[4]); err != nil || m[3] != letter || hi < lo || hi-lo > 100_000 {
				return nil, fmt.Errorf("%q is no range", word)
			}
		}
		for i := lo; i <= hi; i++ {
			out = append(out, m[1]+strconv.Itoa(i))
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("names no storefronts")
	}
	return out, nil
}
