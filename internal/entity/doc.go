// Package entity holds the nouns of the domain: kinds of node and link, keys,
// evidence classes, claims, times and values. It imports the standard library
// only, and every other package speaks in its words.
//
// Two things bite. A Key's text form drops the kind for storefronts, so that
// people read and type `platform:shop_id`; ParseKey reverses it. A When is
// either unknown, a day or an instant: comparing two of them never invents a
// time of day.
package entity
