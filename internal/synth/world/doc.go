// Package world invents worlds of any size: a thousand to ten million
// storefronts, streamed, with planted rings, the innocents around them, and
// the truth in a folder of its own.
//
// A world is a sequence of operations, each the work of one operator: a ring,
// a family, a single shop. Operation number i of a seed is the same in every
// world that is large enough to hold it. Blocks of operations are written one
// after the other, whoever computes them, so a smaller world is the beginning
// of a larger one and the number of processors changes no byte.
//
// Four things bite. All that a part of a world is made of comes from streams
// named by (seed, what, index): a draw more in one place changes that place
// only, but a draw moved to another stream changes the world; a change of any
// output byte raises Generator. Values are written by permuting serial
// numbers, so equal texts are equal values and never coincidence. Storefronts
// are sorted by their scrambled number within a block, yet members of one ring
// stand in one block: the order of rows is no evidence, and nothing that is
// measured may read it. And the knobs are mostly chosen, not measured; the
// preset file says which.
package world
