package synth

import "github.com/ringtrace/ringtrace/internal/errs"

// Generator is the version of this package's output. Raise it whenever a byte
// of any world changes.
const Generator = 2

// DefaultSeed is the seed of the world in `seed/`.
const DefaultSeed uint64 = 1

// Preset names a mix of knobs.
type Preset string

// Small is the world that ships: 1,200 storefronts, every ring template at
// least once, and the four named cases of the README.
const Small Preset = "small"

// knobs are the numbers that shape a world. All are chosen; the manifest
// prints them.
type knobs struct {
	Shops          int    `json:"shops"`
	Illicit        int    `json:"illicit_shops"`
	Cast           []part `json:"cast"`
	HotRegions     int    `json:"hot_regions"`
	HotIllicit     int    `json:"hot_regions_illicit_percent"` // illicit shops in the hot regions
	HotHonest      int    `json:"hot_regions_honest_percent"`  // geography alone stays weak
	Depot          int    `json:"courier_depot_percent"`       // of all shops
	Agency         int    `json:"agency_phone_percent"`
	Aggregator     int    `json:"payment_aggregator_percent"`
	Clienteles     []int  `json:"regional_clienteles"` // sizes
	RecycledPhones int    `json:"recycled_phones"`
	WrongAddresses int    `json:"mistaken_addresses"`
	RandomBuys     int    `json:"random_test_purchases"`
	Returns        int    `json:"returns"` // at most, of each banned shop
	Respelled      int    `json:"respelled_addresses_percent"`
	Brands         int    `json:"brands"`
	Brushing       int    `json:"brushing_percent"` // of shops in rings
	Pursued        int    `json:"pursued_rings"`
}

func knobsOf(p Preset) (knobs, bool) {
	if p != Small {
		return knobs{}, false
	}
	return knobs{
		Shops: 1200, Illicit: 180, Cast: smallCast(),
		HotRegions: 10, HotIllicit: 90, HotHonest: 60,
		Depot: 25, Agency: 10, Aggregator: 8, Clienteles: []int{26, 14},
		RecycledPhones: 48, WrongAddresses: 12, RandomBuys: 24,
		Returns: 2, Respelled: 8, Brands: 40, Brushing: 40, Pursued: 3,
	}, true
}

// Generate invents the world of a preset and a seed. The same two give the
// same bytes on every machine. An unknown preset is errs.Invalid.
func Generate(preset Preset, seed uint64) (*World, error) {
	k, ok := knobsOf(preset)
	if !ok {
		return nil, &errs.Error{
			Op: "synth", Kind: errs.Invalid, Subject: "preset " + string(preset),
			Message: "there is no such preset", Remedy: "Known presets: " + string(Small) + ".",
		}
	}
	b := newBuilder(k, seed)
	b.playCast()
	b.fillSingles()
	b.shareHubs()
	b.liveOrdinaryLives()
	b.coincide()
	b.enforce()
	b.complain()
	b.buy()
	b.comeBack()
	b.respell()
	b.stock()
	b.trade()
	b.pursue()
	return b.world(preset)
}
