package investigate

import (
	"github.com/ringtrace/ringtrace/internal/hotspot"
	"github.com/ringtrace/ringtrace/internal/region"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// HotspotReport is a regional analysis with everything that was asked. Rates
// are ring storefronts per RatesPer storefronts.
type HotspotReport struct {
	Run              string         `json:"run"`
	Basis            Basis          `json:"basis"`
	Level            region.Level   `json:"level"`
	Within           string         `json:"within,omitempty"` // id of the study area; "" for everywhere
	Status           []ring.Status  `json:"status"`
	Params           hotspot.Params `json:"params"`
	AlgorithmVersion int            `json:"algorithmVersion"`
	RegionEdition    string         `json:"regionEdition"` // YYYYMM of GB/T 2260
	RatesPer         int            `json:"ratesPer"`

	Coverage        Coverage               `json:"coverage"`
	Rings           int                    `json:"rings"`           // with a member in some region shown
	RingStorefronts int                    `json:"ringStorefronts"` // once for each of their regions
	Placements      int                    `json:"placements"`      // storefronts, once for each of their regions
	Average         *float64               `json:"average"`         // nil without storefronts
	Spread          *float64               `json:"spread"`          // estimated standard deviation of true rates between regions
	Concentration   *hotspot.Concentration `json:"concentration"`   // nil without ring storefronts
	Regions         []HotspotRegion        `json:"regions"`         // highest empirical-Bayes rate first, then most ring storefronts, then id
	Groups          []HotspotGroup         `json:"groups"`          // ordered by id; they overlap
	Codes           []CodeUse              `json:"codes"`           // codes not in force or too coarse, most used first, then id
	Notes           []hotspot.Note         `json:"notes"`
}

// Coverage accounts for every storefront of the store: Storefronts = Placed +
// Outside + Unresolved + WithoutRegion.
type Coverage struct {
	Storefronts   int `json:"storefronts"`
	Placed        int `json:"placed"`        // counted in at least one region
	InSeveral     int `json:"inSeveral"`     // of these, in more than one: counted in each
	Outside       int `json:"outside"`       // known regions only outside the study area
	Unresolved    int `json:"unresolved"`    // has codes, none that can be placed
	WithoutRegion int `json:"withoutRegion"` // nothing says where on this basis
}

// HotspotRegion is one region's line.
type HotspotRegion struct {
	hotspot.Figure
	Name   string        `json:"name"`
	Latin  string        `json:"latinName,omitempty"` // "" for Chinese counties
	Parent string        `json:"parent,omitempty"`    // id of the region that holds it
	Groups []string      `json:"groups"`              // ids of groups that hold all of it
	Point  *region.Point `json:"point"`               // nil where none is known; datum not stated, GCJ-02 assumed
}

// HotspotGroup is the line of a named group of regions. Storefronts and rings
// count once in each group.
type HotspotGroup struct {
	ID              string   `json:"id"`
	Name            string   `json:"name"`
	Source          string   `json:"source"`
	Rings           int      `json:"rings"`
	RingStorefronts int      `json:"ringStorefronts"`
	Storefronts     int      `json:"storefronts"`
	RawRate         *float64 `json:"rawRate"` // nil without storefronts
}

// Outcome says what became of a code that is not simply a region shown.
type Outcome string

// The outcomes.
const (
	Translated  Outcome = "TRANSLATED" // not in force or of another standard; counted where Means says
	UnknownCode Outcome = "UNKNOWN"    // no edition lists it; not counted
	Divided     Outcome = "DIVIDED"    // retired, its land is in several regions of this level; not counted
	TooCoarse   Outcome = "TOO_COARSE" // larger than a region of this level; not counted
)

// CodeUse is one code in the data that had to be translated or could not be
// placed.
type CodeUse struct {
	ID              string     `json:"id"`
	Name            string     `json:"name,omitempty"` // as an old edition wrote it
	Outcome         Outcome    `json:"outcome"`
	How             region.How `json:"how,omitempty"`   // on what the translation rests
	Until           string     `json:"until,omitempty"` // YYYYMM, the last edition that lists it
	Means           []string   `json:"means"`           // ids in force
	Storefronts     int        `json:"storefronts"`     // that have this code, whatever others they have
	RingStorefronts int        `json:"ringStorefronts"`
}
