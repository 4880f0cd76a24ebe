// Package synth invents worlds: storefronts, what they show, complaints and
// test purchases, with planted rings, honest operations that look like rings,
// and the truth beside them. `seed/` holds the preset small, written by this
// package; tests, the demo and the evaluation read it.
//
// Three things bite. The truth lies in a folder of its own that no loader may
// read, and no word of it may occur in the input. Every number comes from a
// counter-based stream named by (seed, entity, index), so adding a draw in one
// place changes nothing elsewhere; a change of any output byte raises
// Generator. Only region codes are real: phone numbers, mail domains and card
// numbers come from ranges that are reserved or never issued, so that no
// invented accusation can point at a real person.
package synth
