// Package eval measures found rings against a known truth: how far two ways of
// grouping the same storefronts agree, which true rings were found, and which
// innocents were taken in.
//
// What bites: a storefront in no group is a group of its own, on both sides,
// so that joining innocents costs as much as it should; and averages hide
// harm, which is why Recovery counts storefronts beside them. A measure
// without a denominator is unknown, never 0 or 1. Nothing but this package and
// its callers may read a truth; the loader refuses it.
package eval
