package community

// Rules names parts of the tie rule. A run leaves parts out only to show what
// they are worth: scenarios turn each off and must fail.
type Rules uint32

// The parts that can be left out.
const (
	ExclusiveTypes Rules = 1 << iota // identifiers that one party keeps to itself tie alone
	Revocation                       // data may revoke an exclusive type
	SizeTerms                        // larger groups need more evidence to join
	SearchTerm                       // a group pays for the partners it could have met
	Popularity                       // an identifier of many users is worth less
	Balance                          // a merge needs a share of the poorer side's own identifiers
	Twins                            // members that nothing tells apart join first
	Ears                             // members tied only together come in
	Attachment                       // one identifier attaches a lone member
	TwoCore                          // a core member hangs on two identifiers
	CycleRank                        // a ring has a second, independent chain of evidence
	OneService                       // a place and its telephone alone make no ring, and attach nobody
	Doubts                           // a doubtful identifier speaks only with half of its users inside
	SmallForm                        // the sterner form for small populations
	WordsApart                       // two members that a person set apart share no group

	everyRule = 1<<iota - 1
)

// Has reports whether all of the parts are in r.
func (r Rules) Has(parts Rules) bool { return r&parts == parts }
