package hotspot

import "math/bits"

// stream yields numbers that depend on seed, replicate and position alone.
//
// Source: SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014), which
// is a counter put through a mixing function.
type stream struct{ at uint64 }

const golden = 0x9e3779b97f4a7c15

func newStream(seed uint64, replicate int) *stream {
	return &stream{mix(mix(seed+golden) + uint64(replicate)*golden)}
}

func (s *stream) next() uint64 {
	s.at += golden
	return mix(s.at)
}

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number under n, each equally likely but for less than n in
// 2^64 (D. Lemire, ACM TOMACS 29 (2019), without the rejection step).
func (s *stream) below(n uint64) uint64 {
	high, _ := bits.Mul64(s.next(), n)
	return high
}
