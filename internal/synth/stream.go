package synth

import "math/bits"

// stream is a counter-based source of numbers: the n-th number is a hash of
// the stream's key and n (Steele et al., SplitMix64, OOPSLA 2014), so streams
// of different entities never disturb each other.
type stream struct{ key, n uint64 }

const golden = 0x9e3779b97f4a7c15

func newStream(seed uint64, entity string, index int) *stream {
	key := mix(seed + golden)
	for _, c := range []byte(entity) {
		key = mix(key ^ uint64(c))
	}
	return &stream{key: mix(key ^ uint64(index))}
}

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (s *stream) next() uint64 {
	s.n++
	return mix(s.key + s.n*golden)
}

// intn returns a number in [0, n).
func (s *stream) intn(n int) int {
	hi, _ := bits.Mul64(s.next(), uint64(n))
	return int(hi)
}

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
