package scenario_test

import (
	"slices"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/projection"
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
	return slices.Concat(sharedRules(), groupRules(), readingRules())
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

// sharedRules are about what a shared value may say.
func sharedRules() []rule {
	without := func(r projection.Rules) func(*investigate.RunParams) {
		return func(p *investigate.RunParams) { p.Projection.Without = r }
	}
	return []rule{
		{name: "hard evidence", about: "What was merely declared or inferred makes nobody a member.", params: without(projection.HardEvidence)},
		{name: "hubs", about: "A value that strangers share ties nobody, whatever the size of the data.", params: without(projection.HubCohesion | projection.SmallScatter)},
		{name: "hubs in small data", about: "In small data a value of seven users is looked at, and is a hub when no more than half of them hang together.", params: without(projection.SmallScatter)},
		{name: "cohesion", about: "A value of many users is no hub where they share other things too: a ring may have a depot of its own.",
			params: func(p *investigate.RunParams) { p.Projection.CohesionPM = 1000 }},
		{name: "tied users", about: "In small data a value whose users are tied by accounts and devices is theirs, however many they are.",
			params: func(p *investigate.RunParams) { p.Projection.TiedPM = 1001 }},
		{name: "half as wide", about: "A value vouches only for others that are shared twice as widely: a service and its house do not vouch for each other.", params: without(projection.HalfAsWide)},
		{name: "companions", about: "In small data the value that most users of another share beside it does not vouch for it.", params: without(projection.Companions)},
		{name: "strong kinds", about: "That its users share nothing else makes no hub of an account or a device: it is the best evidence there is.", params: without(projection.StrongKinds)},
		{name: "known only", about: "Names of which nothing is known make no accident likelier, and small data none the larger.", params: without(projection.KnownOnly)},
		{name: "lent together", about: "Services lend their clients a place and a telephone together; the data may show that they do not.", params: without(projection.LentTogether)},
		{name: "silence", about: "A telephone, an address or a domain that begins again after a long silence is another value.", params: without(projection.TimeGap)},
		{name: "long silence", about: "A short silence is none: who returns within half a year of a ban with the old values is the same party.",
			params: func(p *investigate.RunParams) { p.Projection.GapDays = 0 }},
		{name: "changed hands", about: "What a storefront used before it was sold does not tie its buyer, nor the seller to what came after.", params: without(projection.ChangedHands)},
		{name: "people's word", about: "Verdicts and judgements of people outrank the rules.", params: without(projection.PeoplesWord)},
	}
}

// groupRules are about who belongs together.
func groupRules() []rule {
	without := func(r community.Rules) func(*investigate.RunParams) {
		return func(p *investigate.RunParams) { p.Community.Without = r }
	}
	return []rule{
		{name: "exclusive types", about: "Accounts, devices and company codes are held to be one party's, and can tie their users alone.", params: without(community.ExclusiveTypes)},
		{name: "revocation", about: "Where the data show that strangers share a kind of value, it is exclusive no longer.", params: without(community.Revocation)},
		{name: "chance", about: "A merge must be unlikely to be an accident.", params: func(p *investigate.RunParams) { p.Community.AlphaPPM = 999_999 }},
		{name: "size", about: "The larger two groups are, the more ways they could have met, and the more must join them.", params: without(community.SizeTerms)},
		{name: "search", about: "A group pays for all the partners that it could have met.", params: without(community.SearchTerm)},
		{name: "popularity", about: "What many carry is worth less than what few carry.", params: without(community.Popularity)},
		{name: "balance", about: "What joins two groups must be a fair part of what holds the looser one together.", params: without(community.Balance)},
		{name: "twins", about: "Storefronts that nothing tells apart are not cut by the order of their names.", params: without(community.Twins)},
		{name: "ears", about: "Storefronts that are tied to a group only through each other are found.", params: without(community.Ears)},
		{name: "attachment", about: "In much data one value that is mostly a group's attaches a storefront to it.", params: without(community.Attachment)},
		{name: "two-core", about: "A core member hangs on two values that others of the core have.", params: without(community.TwoCore)},
		{name: "cycle rank", about: "A ring has a second, independent chain of evidence; a chain of single values is none.", params: without(community.CycleRank)},
		{name: "one service", about: "A place and its telephone alone make no ring, and neither attaches anybody: they may be one service's.", params: without(community.OneService)},
		{name: "doubts", about: "A value that strangers may share speaks for a group only with half of its users inside.", params: without(community.Doubts)},
		{name: "small data", about: "In small data a value speaks for a group only with half of its users inside, and a ring rests on three values or an exclusive one.", params: without(community.SmallForm)},
		{name: "words apart", about: "Two storefronts that a person set apart share no group.", params: without(community.WordsApart)},
	}
}
