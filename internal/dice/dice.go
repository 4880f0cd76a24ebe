// Package dice gives numbers that depend on a seed and a place alone, for what
// must come out the same on every machine, in any order and on any number of
// workers: invented worlds and replicates of a test.
//
// What bites: it is no source of secrets, and every number that was ever
// written to a golden file hangs on these few lines.
package dice

import "math/bits"

// Step is the odd constant by which SplitMix64 counts: 2^64 over the golden
// ratio.
const Step = 0x9e3779b97f4a7c15

// Mix is the mixing function of SplitMix64 (G. L. Steele, D. Lea, C. H. Flood,
// OOPSLA 2014): a permutation of the numbers of 64 bits that leaves no trace of
// what its argument looked like. Keys are made by mixing one part after the
// other.
func Mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Stream is a sequence of numbers: the n-th is a hash of its key and n, so that
// streams of different keys never disturb each other. The zero Stream has the
// key 0.
type Stream struct{ at uint64 }

// From returns the stream of a key.
func From(key uint64) Stream { return Stream{key} }

// Next returns the next number.
func (s *Stream) Next() uint64 {
	s.at += Step
	return Mix(s.at)
}

// Below returns a number in [0, n), each equally likely but for less than n in
// 2^64 (D. Lemire, ACM TOMACS 29 (2019), without the rejection step).
func (s *Stream) Below(n uint64) uint64 {
	high, _ := bits.Mul64(s.Next(), n)
	return high
}
