package synth

import "github.com/ringtrace/ringtrace/internal/dice"

// stream gives the numbers of one entity.
type stream struct{ dice.Stream }

func newStream(seed uint64, entity string, index int) *stream {
	key := dice.Mix(seed + dice.Step)
	for _, c := range []byte(entity) {
		key = dice.Mix(key ^ uint64(c))
	}
	return &stream{dice.From(dice.Mix(key ^ uint64(index)))}
}

// intn returns a number in [0, n).
func (s *stream) intn(n int) int { return int(s.Below(uint64(n))) }

// percent is true p times in a hundred.
func (s *stream) percent(p int) bool { return s.intn(100) < p }

// weighted returns an index with chance proportional to its weight.
func (s *stream) weighted(weights ...int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	at := s.intn(total)
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// perm returns 0..n-1 in an order of its own.
func (s *stream) perm(n int) []int {
	p := make([]int, n)
	for i := range p {
		j := s.intn(i + 1)
		p[i], p[j] = p[j], i
	}
	return p
}
