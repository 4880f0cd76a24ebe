package eval

import "io"

// ReadFinding reads a finding from something that is no file.
func ReadFinding(r io.Reader) (Finding, error) { return readFinding(r, "found.csv") }

// ReadPart reads one file of a truth from something that is no file.
func (t *Truth) ReadPart(name string, in io.Reader) error {
	r, err := newRows(in, name)
	if err != nil {
		return err
	}
	return map[string]func(*rows) error{"operations.csv": t.readOperations, "rings.csv": t.readRings, "victims.csv": t.readVictims,
		"labels.csv": t.readLabels, "true_links.csv": t.readLinks}[name](r)
}
