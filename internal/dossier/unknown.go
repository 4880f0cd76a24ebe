package dossier

import (
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// unknown lists what is not known, and which power could learn it. The first
// ones hold for every package of this version: it has no place for such
// evidence yet, and says so.
func unknown(d *Dossier) []Gap {
	out := []Gap{
		gap("RIGHTS"), gap("AUTHENTICATION"), gap("SALES"), gap("IDENTITY"), gap("CUSTODY"), gap("MONEY_FLOW"), gap("UNCALIBRATED"),
	}
	if !slices.ContainsFunc(d.Storefronts, func(s Storefront) bool { return s.Confidence != "" }) {
		out = append(out, gap("CONFIDENCE"))
	}
	members := d.Ring.Core + d.Ring.Attached
	if n := members - bought(d); n > 0 {
		out = append(out, gap("NOT_BOUGHT", n, members))
	}
	if n := ownerless(d); n > 0 {
		out = append(out, gap("NO_SELLER", n, members))
	}
	if n := undated(d); n > 0 {
		out = append(out, gap("NO_DATE", n))
	}
	if n := d.Score.CoverageOf - d.Score.CoverageHave; n > 0 {
		out = append(out, gap("FAMILIES_WITHOUT_DATA", n, d.Score.CoverageOf))
	}
	return out
}

func gap(code string, numbers ...int) Gap {
	return Gap{Code: code, Text: sentence(code, "en", numbers), Power: sentence("POWER_"+code, "en", nil), Numbers: orNone(numbers)}
}

func counted(s Storefront) bool { return s.Tier != ring.Peripheral.String() }

// bought counts the members with an examined test purchase.
func bought(d *Dossier) int {
	n := 0
	for _, s := range d.Storefronts {
		if counted(s) && slices.ContainsFunc(d.Purchases, func(p Purchase) bool {
			class, _ := entity.ParseClass(p.Class)
			return p.Storefront == s.ID && class.Hard() && (p.Verdict == "COUNTERFEIT" || p.Verdict == "GENUINE")
		}) {
			n++
		}
	}
	return n
}

func ownerless(d *Dossier) int {
	n := 0
	for _, s := range d.Storefronts {
		if counted(s) && len(s.Parties) == 0 {
			n++
		}
	}
	return n
}

// undated counts the claims under ties that say no time.
func undated(d *Dossier) int {
	n := 0
	for _, t := range d.Ties {
		for _, c := range t.Claims {
			if c.Observed == "" {
				n++
			}
		}
	}
	return n
}

// profiles lists, for each addressee, the sections that it needs before it
// can act. Source: section 2 of the design note, whose status is "to be
// checked with the addressee".
var profiles = map[string][]string{
	"cn-psb":     {"parties", "rights", "test_purchases", "amount", "sites", "against", "unknown", "evidence"},
	"cn-amr":     {"rights", "authentication", "test_purchases", "against", "unknown", "evidence"},
	"eu-customs": {"rights", "authentication", "logistics", "sites", "against", "unknown", "evidence"},
	"us-le":      {"rights", "test_purchases", "amount", "parties", "against", "unknown", "evidence"},
	"uk-pipcu":   {"rights", "test_purchases", "amount", "against", "unknown", "evidence"},
	"brand":      {"test_purchases", "against", "unknown", "evidence"},
}

// Profiles lists the addressees that a package can be made for.
func Profiles() []string {
	return []string{"cn-psb", "cn-amr", "eu-customs", "us-le", "uk-pipcu", "brand"}
}

// readiness says how far each section of a full referral is filled.
func readiness(d *Dossier) []Section {
	required := profiles[d.Handling.Profile]
	out := []Section{}
	add := func(section string, pass, weak bool) {
		state := "missing"
		switch {
		case pass:
			state = "pass"
		case weak:
			state = "weak"
		}
		out = append(out, Section{section, state, slices.Contains(required, section)})
	}
	has := func(kind string) bool {
		return slices.ContainsFunc(d.Identifiers, func(id Identifier) bool { return id.Kind == kind && id.Use == useTie })
	}
	add("parties", false, len(d.Parties) > 0)
	add("storefronts", len(d.Storefronts) > 0, false)
	add("ties", len(d.Ties) > 0, false)
	add("rights", false, false)
	add("test_purchases", d.Score.Product, len(d.Purchases) > 0)
	add("authentication", false, false)
	add("amount", false, len(d.Amounts) > 0)
	add("sites", false, has("address"))
	add("money_flow", false, has("payment_account"))
	add("logistics", false, false)
	add("timeline", len(d.Timeline) > 0, false)
	add("against", true, false)
	add("unknown", true, false)
	add("evidence", len(d.Evidence.Rows) > 0, false)
	return out
}

// MissingSections lists the sections that the addressee needs and that are
// missing or weak.
func (d *Dossier) MissingSections() []string {
	out := []string{}
	for _, s := range d.Readiness {
		if s.Required && s.State != "pass" {
			out = append(out, s.Section)
		}
	}
	return out
}
