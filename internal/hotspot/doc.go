// Package hotspot reckons regional figures of rings: how many, at which rate,
// how sure, and whether they are more concentrated than chance would have
// them. It is arithmetic on counts and knows neither stores nor codes.
//
// Three things bite. Few storefronts make wild rates: read the empirical-Bayes
// rate and its interval, not the raw one. Any few things look concentrated: a
// share of the top regions means nothing without the share that chance gives.
// And rings are found where people looked: no figure here corrects for that.
package hotspot
