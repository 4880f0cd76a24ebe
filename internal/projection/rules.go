package projection

// Rules names parts of the rules for shared values. A run leaves parts out
// only to show what they are worth: scenarios turn each off and must fail.
type Rules uint32

// The parts that can be left out.
const (
	HardEvidence Rules = 1 << iota // declared and inferred links tie nobody
	HubCohesion                    // a value shared by strangers ties nobody
	HalfAsWide                     // a value vouches only for others that are shared twice as widely
	StrongKinds                    // low cohesion alone makes no hub of a strong value
	SmallScatter                   // in small data most users of a value must hang together
	Companions                     // a house and its counter do not vouch for each other
	LentTogether                   // services lend a place and a telephone together
	PeoplesWord                    // verdicts and judgements of people outrank the rules
	TimeGap                        // a value given to somebody else after a silence is another value
	ChangedHands                   // a storefront's links from before it changed hands tie nobody
	KnownOnly                      // names of which nothing is known make no accident likelier

	everyRule = 1<<iota - 1
)

// Has reports whether all of the parts are in r.
func (r Rules) Has(parts Rules) bool { return r&parts == parts }
