package ingest

// InPieces are the options with pieces of so many facts.
func (o Options) InPieces(facts int) Options {
	o.pieceFacts = facts
	return o
}

// Doubts returns how many keys of pairs came with more than one value, held in
// runs of so many pairs.
func Doubts(dir string, run int, pairs [][2]uint64) (map[uint64]bool, error) {
	d := newDoubts(dir, run)
	for _, p := range pairs {
		if err := d.add(p[0], p[1]); err != nil {
			return nil, err
		}
	}
	found, err := d.found()
	if err != nil {
		return nil, err
	}
	return found, d.close()
}
