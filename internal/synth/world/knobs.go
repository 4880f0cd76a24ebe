package world

import (
	"bytes"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/ringtrace/ringtrace/internal/errs"
)

//go:embed preset.yaml
var presetFile []byte

// Knob is one number that shapes a world.
type Knob struct {
	Name   string  `yaml:"name" json:"name"`
	Value  float64 `yaml:"value" json:"value"`
	Min    float64 `yaml:"min" json:"-"`
	Max    float64 `yaml:"max" json:"-"` // 0 is none
	About  string  `yaml:"about" json:"-"`
	Source string  `yaml:"source" json:"-"` // "chosen" where nobody has measured it
}

// String writes the value as short as it can be read back.
func (k Knob) String() string { return strconv.FormatFloat(k.Value, 'g', -1, 64) }

// Preset is a named set of knobs.
type Preset struct {
	Name  string             `yaml:"name"`
	About string             `yaml:"about"`
	Set   map[string]float64 `yaml:"set"` // looked up, never ranged over
	// Graph says that the second generator draws it: links only.
	Graph bool `yaml:"graph"`
}

type presets struct {
	Knobs   []Knob   `yaml:"knobs"`
	Presets []Preset `yaml:"presets"`
}

func readPresets() (*presets, error) {
	var p presets
	if err := yaml.NewDecoder(bytes.NewReader(presetFile), yaml.Strict()).Decode(&p); err != nil {
		return nil, &errs.Error{Op: "synth", Kind: errs.Internal, Subject: "preset.yaml", Err: err}
	}
	return &p, nil
}

// Presets lists the presets in the order of the file.
func Presets() ([]Preset, error) {
	p, err := readPresets()
	if err != nil {
		return nil, err
	}
	return p.Presets, nil
}

// Knobs returns the knobs of a preset with changes by name, in the order of
// the file. An unknown preset or knob and a value out of bounds are
// errs.Invalid.
func Knobs(preset string, changes map[string]string) ([]Knob, error) {
	p, err := readPresets()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(p.Presets, func(x Preset) bool { return x.Name == preset })
	if i < 0 {
		return nil, invalid("preset "+preset, "there is no such preset", "Known presets: "+presetNames(p.Presets)+".")
	}
	for j := range p.Knobs {
		if v, ok := p.Presets[i].Set[p.Knobs[j].Name]; ok {
			p.Knobs[j].Value = v
		}
	}
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		j := slices.IndexFunc(p.Knobs, func(k Knob) bool { return k.Name == name })
		if j < 0 {
			return nil, invalid("knob "+name, "there is no such knob", "List them with synth --explain.")
		}
		if err := p.Knobs[j].turn(changes[name]); err != nil {
			return nil, err
		}
	}
	return p.Knobs, nil
}

func (k *Knob) turn(text string) error {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= k.Min) || (k.Max > 0 && v > k.Max) || v > 1e12 {
		bounds := fmt.Sprintf("a number from %g", k.Min)
		if k.Max > 0 {
			bounds += fmt.Sprintf(" to %g", k.Max)
		}
		return invalid("knob "+k.Name, "cannot be "+strconv.Quote(text), "Give "+bounds+".")
	}
	k.Value = v
	return nil
}

// IsGraph reports whether the second generator draws a preset: it has links
// and a truth, and nothing that the checks of a trade could look at.
func IsGraph(preset string) bool {
	p, err := readPresets()
	return err == nil && slices.ContainsFunc(p.Presets, func(x Preset) bool { return x.Name == preset && x.Graph })
}

func presetNames(list []Preset) string {
	var names []string
	for _, p := range list {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

func invalid(subject, message, remedy string) error {
	return &errs.Error{Op: "synth", Kind: errs.Invalid, Subject: subject, Message: message, Remedy: remedy}
}
