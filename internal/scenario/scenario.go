// Package scenario runs small worlds written in YAML: who carries which
// values, and which rings must, and must not, come of it. A scenario is
// documentation and guard in one; each says in its first lines why.
//
// A world is a list of links, written by groups of storefronts. Storefronts
// are named by a letter and numbers: "a1..a8" is eight of them, "a1 a3" two,
// and the platform is always "default". What bites: a value belongs to a
// scenario, so two groups that must not meet need two values.
package scenario

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// Scenario is one small world and what is expected of it.
type Scenario struct {
	Name  string  `yaml:"name"`
	About string  `yaml:"about"`
	Links []Share `yaml:"links"`
	// Warnings is how many rows of the world load with a warning. A value that
	// does not link, though its scenario is about its linking, would make
	// the scenario hold for nothing.
	Warnings int    `yaml:"warnings"`
	Expect   Expect `yaml:"expect"`
}

// Share says that storefronts carry a value: all of them one value, or, with
// Each, every one of them one of its own, or, with By, every By following
// ones one together.
type Share struct {
	Shops string `yaml:"shops"`
	Kind  string `yaml:"kind"`
	Value string `yaml:"value"`
	Each  bool   `yaml:"each"`
	By    int    `yaml:"by"`
	Step  int    `yaml:"step"`  // with By: how far the next begins, By when 0; smaller makes a chain
	Class string `yaml:"class"` // evidence class, OBSERVED when empty
}

// Expect says what the rings must be. A group is a list of storefronts.
type Expect struct {
	Rings         *int     `yaml:"rings"`
	AccountGroups *int     `yaml:"accountGroups"`
	Candidates    *int     `yaml:"candidates"`
	Pairs         *int     `yaml:"pairs"`
	Together      []string `yaml:"together"`   // exactly these are the core and attached members of one group
	Never         []string `yaml:"never"`      // in no group, of whatever status, as core or attached
	Peripheral    []string `yaml:"peripheral"` // shown as peripheral somewhere
	Attached      []string `yaml:"attached"`   // attached, not core
	Hubs          []string `yaml:"hubs"`       // keys that the run judged to be hubs and shows in some ring as seen, not used
}

// Parse reads a scenario. Unknown fields are errors: a misspelt expectation
// would hold for ever.
func Parse(text []byte) (*Scenario, error) {
	var s Scenario
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&s); err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	if s.Name == "" || s.About == "" || len(s.Links) == 0 {
		return nil, fmt.Errorf("scenario: name, about and links are required")
	}
	if _, err := s.CSV(); err != nil {
		return nil, err
	}
	return &s, nil
}

// CSV returns the world as the plain links.csv that a user would load.
func (s *Scenario) CSV() ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.Write([]string{"storefront", "kind", "value", "evidence_class"}); err != nil {
		return nil, err
	}
	for i, share := range s.Links {
		shops, err := Shops(share.Shops)
		if err != nil {
			return nil, fmt.Errorf("scenario %s, link %d: %w", s.Name, i+1, err)
		}
		class := share.Class
		if class == "" {
			class = "OBSERVED"
		}
		for _, c := range share.carriers(shops) {
			if err := w.Write([]string{c.shop, share.Kind, c.value, class}); err != nil {
				return nil, err
			}
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

type carrier struct{ shop, value string }

// carriers spreads the value over the storefronts.
func (s *Share) carriers(shops []string) []carrier {
	var out []carrier
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
			out = append(out, carrier{shop, value})
		}
	}
	return out
}

var span = regexp.MustCompile(`^([a-z]+)(\d+)(?:\.\.([a-z]+)(\d+))?$`)

// Shops expands a list of storefronts such as "a1..a8 b3".
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
			if hi, err = strconv.Atoi(m[4]); err != nil || m[3] != m[1] || hi < lo || hi-lo > 100_000 {
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
