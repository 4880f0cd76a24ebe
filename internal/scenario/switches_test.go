package scenario_test

import (
	"slices"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/scenario"
)

// rule is one named rule of the program, and how to do without it.
type rule struct {
	name, about string
	params      func(*investigate.RunParams)           // of detection
	rewrite     func() func(scenario.Row) scenario.Row // of reading; one for each world
}

// rules lists every rule that a scenario guards.
func rules() []rule {
	return slices.Concat(detectionRules(), readingRules())
}

// readingRules are about what a value is.
func readingRules() []rule {
	return []rule{
		{name: "masks", about: "A value that its source masked links nothing: many share the visible rest.", rewrite: linking(canon.MaskedOnly)},
		{name: "house number", about: "An address that names no house links nothing.", rewrite: linking(canon.AddressNoLocality)},
		{name: "city", about: "A street that does not say in which city it lies only supports: it makes nobody a member.", rewrite: linking(canon.AddressNoRegion)},
		{name: "check digits", about: "A number that fails its own check only supports.", rewrite: linking(canon.LuhnCheck, canon.IBANCheck, canon.CryptoCheck)},
		{name: "placeholders", about: "What people write for \"none\", or make up, links nothing.", rewrite: linking(canon.Placeholder, canon.PhonePlaceholder)},
		{name: "everybody's values", about: "Service numbers and the domains of platforms belong to no shop and link nothing.", rewrite: linking(canon.PhoneServiceNumber, canon.DomainShared)},
		{name: "one spelling", about: "Spellings of one value that are certain to mean the same are one value.", rewrite: apartBySpelling},
		{name: "platform in the key", about: "A shop's number counts on its own platform only.", rewrite: onePlatform},
	}
}

// detectionRules are about which values tie, and whom.
func detectionRules() []rule {
	const never = 1 << 30 // users
	return []rule{
		{name: "evidence class", about: "What was merely declared or inferred makes nobody a member.", rewrite: allObserved},
		{name: "hubs", about: "A value that strangers share ties nobody, whatever the size of the data.",
			params: func(p *investigate.RunParams) {
				p.Projection.HubDegree, p.Projection.StrongDegree, p.Projection.StrongHub, p.Projection.SmallPopulation = never, never, never, 0
			}},
		{name: "hubs in small data", about: "In small data a value of seven users is looked at, and is a hub when no more than half of them hang together.",
			params: func(p *investigate.RunParams) { p.Projection.SmallPopulation = 0 }},
		{name: "cohesion", about: "A value of many users is no hub where they share other things too: a ring may have a depot of its own.",
			params: func(p *investigate.RunParams) { p.Projection.CohesionPM = 1000 }},
		{name: "tied by strong values", about: "In small data a value whose users are tied by accounts and devices is theirs, however many they are.",
			params: func(p *investigate.RunParams) { p.Projection.TiedPM = 1001 }},
		{name: "exclusive kinds", about: "Accounts, devices and company codes are held to be one party's, and can tie their users alone.",
			params: func(p *investigate.RunParams) { p.Projection.Strong = nil }},
		{name: "chance", about: "A merge must be unlikely to be an accident.", params: func(p *investigate.RunParams) { p.Community.AlphaPPM = 999_999 }},
		{name: "balance", about: "What joins two groups must be a fair part of what holds the looser one together.",
			params: func(p *investigate.RunParams) { p.Community.BalancePM = 1 }},
		{name: "popularity", about: "What many carry is worth less than what few carry.", params: func(p *investigate.RunParams) { p.Community.PopularStep = 1 << 14 }},
		{name: "small data", about: "In small data a value speaks for a group only with half of its users inside, and a ring rests on three values or an exclusive one.",
			params: func(p *investigate.RunParams) { p.Community.SmallPopulation = 0 }},
	}
}
