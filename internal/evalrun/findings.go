package main

// share is so many of so many, as eval writes it.
type share struct{ Hits, Of float64 }

// recovery is which rings were met.
type recovery struct {
	True int      `json:"trueRings"`
	Half *float64 `json:"recoveredHalf"`
	Most *float64 `json:"recoveredMost"`
}

func (r recovery) half() share { return met(r.True, r.Half) }
func (r recovery) most() share { return met(r.True, r.Most) }

func met(rings int, part *float64) share {
	if part == nil {
		return share{}
	}
	return share{*part * float64(rings), float64(rings)}
}

// finding is what `ringtrace eval --format json` says of one method; what is
// not there is nil.
type finding struct {
	Rings     recovery `json:"rings"`
	Findable  recovery `json:"findable"`
	Linking   *linking `json:"linking"`
	Unrelated *int     `json:"unrelatedGroups"`
	Framed    *int     `json:"framed"`
	Reasons   []struct {
		Reason string
		Met    share
	} `json:"reasons"`
	Kinds []struct {
		Kind  string
		Links []struct {
			Why  string
			Held share
		}
	} `json:"kinds"`
	Tiers []struct {
		Tier                                    string
		Storefronts, Illicit, Innocents, Framed int
	} `json:"tiers"`
	Honest *struct {
		Groups int
		Risky  *int
		Leads  *int
	} `json:"honest"`
	Harm *struct {
		Accused *share
		InRisky *share
		InLead  *share
		TakenIn share
	} `json:"harm"`
	Average     *float64      `json:"averagePrecision"`
	PrecisionAt []precisionAt `json:"precisionAt"`
	Ties        *share        `json:"tiesInTop100"`
	Calibration *struct {
		Brier *float64
		ECE   *float64
	} `json:"calibration"`
	Intervals map[string]*[2]float64 `json:"intervals"`
}

type linking struct{ Precision, Recall, Whole share }

type precisionAt struct {
	K         int
	Precision *float64
}

// at is the precision among the first k.
func (f *finding) at(k int) *float64 {
	for _, p := range f.PrecisionAt {
		if p.K == k {
			return p.Precision
		}
	}
	return nil
}

// growth is what `ringtrace eval --before` says after a hundredth more data.
type growth struct {
	Kept      share                  `json:"idsKept"`
	Same      share                  `json:"membersSame"`
	Moved     share                  `json:"moved"`
	Untouched *share                 `json:"untouchedChanged"`
	Intervals map[string]*[2]float64 `json:"intervals"`
}

// world is what was measured on one world.
type world struct {
	seed, storefronts int
	findings          map[string]*finding
	growth            growth
}

// of returns what a method made of the world; an empty finding where it has
// none.
func (w *world) of(method string) *finding {
	if f := w.findings[method]; f != nil {
		return f
	}
	return &finding{}
}

// preset is the worlds of one preset.
type preset struct {
	name   string
	worlds []world
}
