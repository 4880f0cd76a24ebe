package hotspot

import "github.com/ringtrace/ringtrace/internal/dice"

// newStream yields the numbers of one replicate.
func newStream(seed uint64, replicate int) *dice.Stream {
	s := dice.From(dice.Mix(dice.Mix(seed+dice.Step) + uint64(replicate)*dice.Step))
	return &s
}
