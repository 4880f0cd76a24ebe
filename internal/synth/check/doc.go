// Package check reads an invented world as anybody would and refuses one that
// is too easy, too hard or not what its knobs say. It shares no code with the
// generator: what it finds is in the files.
//
// Two things bite. It holds the whole world in memory, unlike the generator.
// And a check is a statement about worlds of ten thousand storefronts and
// more; on smaller ones those that need numbers are left out, and said to be.
package check
