// Package scenario runs small worlds written in YAML: who carries which
// values, and which rings must, and must not, come of it. A scenario is
// documentation and guard in one; each says in its first lines why.
//
// A world is a list of links, written by groups of storefronts, and beside
// them files as a user would load them. Storefronts are named by a letter and
// numbers: "a1..a8" is eight of them, "a1 a3" two. Scenarios may go on: each
// further step loads more, or hears what people judged, and says what must be
// found then. Play carries one out on a Surface, Judge looks at what came of it.
//
// What bites: a value belongs to a scenario, so two groups that must not meet
// need two values. And a scenario that no switch breaks (switches.go) guards
// nothing; a test refuses it.
package scenario

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Scenario is a small world and what is expected of it.
type Scenario struct {
	Name  string `yaml:"name"`
	About string `yaml:"about"`
	Step  `yaml:",inline"`
	Then  []Step `yaml:"then"` // what happens afterwards, in order
}

// Step is one delivery, a run after it, and what is expected of that run. It
// may deliver nothing: then the run is made of what is there.
type Step struct {
	Why   string  `yaml:"why"` // of a later step: one sentence
	Links []Share `yaml:"links"`
	// Files holds CSV of other kinds by the names of the kinds: complaints,
	// test_purchases, sellers.
	Files map[string]string `yaml:"files"`
	Again bool              `yaml:"again"` // all that earlier steps loaded is loaded once more
	// Warnings is how many rows load with a warning. A value that does not
	// link, though its scenario is about its linking, would make the scenario
	// hold for nothing.
	Warnings int `yaml:"warnings"`
	// Judgements and Verdicts are what people say after the load and before
	// the run.
	Judgements []Judgement `yaml:"judgements"`
	Verdicts   []Verdict   `yaml:"verdicts"`
	Expect     Expect      `yaml:"expect"`
}

// Judgement is a person's word on whether two records belong together. A side
// is a storefront, a key such as "phone:+12015550199", or "ring of a1": the
// group that held a1 in the run before.
type Judgement struct {
	Left    string `yaml:"left"`
	Right   string `yaml:"right"`
	Verdict string `yaml:"verdict"` // positive, negative, unsure, undone
	Reason  string `yaml:"reason"`
}

// Verdict is a person's word on a value that many share, named by its key.
type Verdict struct {
	Key     string `yaml:"key"`
	Verdict string `yaml:"verdict"` // hub, private, unknown
	Reason  string `yaml:"reason"`
}

// Expect says what the rings must be. A group is a list of storefronts.
type Expect struct {
	Rings         *int     `yaml:"rings"`
	AccountGroups *int     `yaml:"accountGroups"`
	Candidates    *int     `yaml:"candidates"`
	Pairs         *int     `yaml:"pairs"`
	Together      []string `yaml:"together"`   // exactly these are the core and attached members of one group
	Never         []string `yaml:"never"`      // in no group, of whatever status, as core or attached
	Apart         []string `yaml:"apart"`      // no two of these are in one group
	Peripheral    []string `yaml:"peripheral"` // shown as peripheral somewhere
	Attached      []string `yaml:"attached"`   // attached, not core
	Core          []string `yaml:"core"`       // core, not attached
	Hubs          []string `yaml:"hubs"`       // keys that the run judged to be hubs and shows in some ring as seen, not used
	Remarks       []Remark `yaml:"remarks"`    // what must be said against somebody
	Weakest       []Remark `yaml:"weakest"`    // the values of a ring's weakest tie
	Possible      []Link   `yaml:"possible"`   // the strongest tie of a group that was refused
	Answers       []Answer `yaml:"answers"`    // what explain must say
	Risk          []Risk   `yaml:"risk"`
	Kept          []string `yaml:"kept"`    // their group has the id, the revision and the risk that it had after the step before
	Changed       []string `yaml:"changed"` // the run says of their group that it changed, and of no group that is not listed here
}

// Remark is something that an answer must say: of a storefront, the code of a
// note against it; of its group's weakest tie, the key of a value.
type Remark struct {
	Of   string `yaml:"of"` // a list of storefronts
	Says string `yaml:"says"`
}

// Link is a possible link: what the group of one storefront shares with
// another storefront, or with the group of that, and that did not suffice.
type Link struct {
	Of   string `yaml:"of"`   // a storefront of the group
	To   string `yaml:"to"`   // a storefront of the other side
	Says string `yaml:"says"` // the key of a value that crosses
}

// Answer is a part of what explain says of a storefront and the group of
// another.
type Answer struct {
	Of   string `yaml:"of"`   // a storefront
	Ring string `yaml:"ring"` // one of the counted members of the group
	Says string `yaml:"says"` // a part of one of its sentences
}

// Risk bounds the risk of the group of a storefront, in points from 0 to 100.
type Risk struct {
	Of    string   `yaml:"of"`
	Above *float64 `yaml:"above"`
	Below *float64 `yaml:"below"`
}

// Steps returns all steps in order; the first is the scenario's own.
func (s *Scenario) Steps() []*Step {
	steps := []*Step{&s.Step}
	for i := range s.Then {
		steps = append(steps, &s.Then[i])
	}
	return steps
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
	for i, step := range s.Steps() {
		if (i > 0) == (step.Why == "") {
			return nil, fmt.Errorf("scenario %s: every later step, and no other, says why", s.Name)
		}
		if i == 0 && (step.Again || step.Expect.Kept != nil || step.Expect.Changed != nil) {
			return nil, fmt.Errorf("scenario %s: nothing comes before the first step", s.Name)
		}
		if _, err := step.Rows(); err != nil {
			return nil, fmt.Errorf("scenario %s, step %d: %w", s.Name, i+1, err)
		}
	}
	return &s, nil
}

// Read returns the scenarios of a folder, ordered by name. A file must be
// named as its scenario is.
func Read(folder fs.FS) ([]*Scenario, error) {
	files, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return nil, err
	}
	var out []*Scenario
	for _, file := range files {
		text, err := fs.ReadFile(folder, file)
		if err != nil {
			return nil, err
		}
		s, err := Parse(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if s.Name != strings.TrimSuffix(path.Base(file), ".yaml") {
			return nil, fmt.Errorf("%s is named %s inside", file, s.Name)
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("scenario: the folder holds none")
	}
	slices.SortFunc(out, func(a, b *Scenario) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}
