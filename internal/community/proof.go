package community

// Moved says what a step of growth did.
type Moved uint8

// The steps, in the order in which they follow one another: a component begins
// with its twins; rounds of merges follow until none is admissible; then, again
// and again, lone members enter provisionally, rounds follow, and some leave.
const (
	Twinned Moved = iota + 1 // the first of each pair stands with the second from the start
	Merged                   // the groups of both join
	Entered                  // the first goes into the group of the second; of a pair of one alone others came to it
	Left                     // the first of each pair is lone again
)

// Step is one step of the growth of one component, by members of the whole
// graph.
type Step struct {
	What  Moved
	Pairs [][2]int32
}

// Proof is how the groups of one component came about: what VerifyTies
// repeats.
type Proof struct {
	Member int32 // any of the component
	Steps  []Step
}

// tell adds a step, where one is asked for. A slot's number is that of a
// member in it.
func (s *growth) tell(what Moved, pairs [][2]int32) {
	if s.proof == nil {
		return
	}
	named := make([][2]int32, len(pairs))
	for k, p := range pairs {
		named[k] = [2]int32{s.c.members[p[0]], s.c.members[p[1]]}
	}
	s.proof.Steps = append(s.proof.Steps, Step{what, named})
}

// begin starts the proof of a component with its twins.
func (s *growth) begin() {
	if s.proof == nil {
		return
	}
	s.proof.Member = s.c.members[0]
	var pairs [][2]int32
	for m, g := range s.slot {
		if int32(m) != g {
			pairs = append(pairs, [2]int32{int32(m), g})
		}
	}
	s.tell(Twinned, pairs)
}

// tellEntered adds who entered, and into which slots.
func (s *growth) tellEntered(entered, into []int32) {
	if s.proof == nil || len(entered) == 0 {
		return
	}
	pairs := make([][2]int32, len(entered))
	for k, m := range entered {
		pairs[k] = [2]int32{m, into[k]}
	}
	s.tell(Entered, pairs)
}

// tellLeft adds who leaves.
func (s *growth) tellLeft(out []bool) {
	if s.proof == nil {
		return
	}
	var pairs [][2]int32
	for m, yes := range out {
		if yes {
			pairs = append(pairs, [2]int32{int32(m), int32(m)})
		}
	}
	s.tell(Left, pairs)
}
