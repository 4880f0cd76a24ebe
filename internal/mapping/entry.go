package mapping

import (
	"encoding/json"
	"path"
	"strings"
)

// Mapping is a whole mapping file.
type Mapping struct {
	Version int      `yaml:"ringtrace_mapping" json:"ringtrace_mapping"` // 1
	Files   []*Entry `yaml:"files" json:"files"`
}

// Entry says how files of one pattern are read, once. Two entries with the same
// pattern read a file twice: its storefronts, and its links.
type Entry struct {
	Match    string            `yaml:"match" json:"match"`                             // pattern of the base name: * and ?; .gz and .zst may be left out
	Kind     string            `yaml:"kind" json:"kind,omitempty"`                     // what the rows are; else the file's name says it
	Source   string            `yaml:"source" json:"source,omitempty"`                 // of rows that name none
	Class    string            `yaml:"evidence_class" json:"evidence_class,omitempty"` // of rows that name none
	Timezone string            `yaml:"timezone" json:"timezone,omitempty"`             // of times without a zone
	Dates    Texts             `yaml:"dates" json:"dates,omitempty"`                   // such as DD/MM/YYYY
	Decimal  string            `yaml:"decimal" json:"decimal,omitempty"`               // "comma" or "point"
	Columns  map[string]Texts  `yaml:"columns" json:"columns,omitempty"`               // theirs: ours, or a list of ours
	Ignore   Texts             `yaml:"ignore" json:"ignore,omitempty"`                 // theirs that are not kept as extra columns
	Set      map[string]string `yaml:"set" json:"set,omitempty"`                       // ours: a text with {theirs} in it
	Values   Words             `yaml:"values" json:"values,omitempty"`                 // ours: their word: our word
	Split    map[string]Texts  `yaml:"split" json:"split,omitempty"`                   // ours: separators, or json
	Rows     []Part            `yaml:"rows" json:"rows,omitempty"`                     // each gives rows of its own, where it says something
}

// Part is one of the rows that a row of the file gives. What it says goes
// before what the entry says.
type Part struct {
	Set    map[string]string `yaml:"set" json:"set,omitempty"`
	Values Words             `yaml:"values" json:"values,omitempty"`
	Split  map[string]Texts  `yaml:"split" json:"split,omitempty"`
}

// Words translates the words of columns; the word * stands for all others.
type Words map[string]map[string]string

// Texts is one text or a list of them.
type Texts []string

// UnmarshalYAML reads a text as a list of one.
func (t *Texts) UnmarshalYAML(unmarshal func(any) error) error {
	var one string
	if unmarshal(&one) == nil {
		*t = Texts{one}
		return nil
	}
	var many []string
	err := unmarshal(&many)
	*t = many
	return err
}

// For returns the entries that a file of that base name is read by.
func (m *Mapping) For(name string) []*Entry {
	if m == nil {
		return nil
	}
	var out []*Entry
	for _, e := range m.Files {
		if e.Matches(name) {
			out = append(out, e)
		}
	}
	return out
}

// Matches reports whether the pattern is that of the base name, whatever the
// letter case.
func (e *Entry) Matches(name string) bool {
	name, pattern := strings.ToLower(name), strings.ToLower(e.Match)
	for _, n := range []string{name, strings.TrimSuffix(name, ".gz"), strings.TrimSuffix(name, ".zst")} {
		if ok, err := path.Match(pattern, n); ok && err == nil {
			return true
		}
	}
	return false
}

// Text returns the entry as it is kept in the vault: JSON with sorted keys.
// Comments and order of the file are not in it, so that rewording a comment
// does not make a file another reading.
func (e *Entry) Text() string {
	b, err := json.Marshal(e)
	if err != nil { // texts, lists and maps of texts always marshal
		return ""
	}
	return string(b)
}

// Restore reads what Text gave.
func Restore(text string) (*Entry, error) {
	var e Entry
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		return nil, err
	}
	return &e, e.check()
}
