// Package leiden partitions any undirected weighted graph: a fast second
// opinion on groups that the tie rule found (package community), and the
// objectives that other programs use, for comparison. The tie rule stays the
// detector: none of these asks whether chance explains a link.
//
//	g, folded, err := leiden.Build(nodes, edges)   // or any community.CSR
//	r, err := leiden.Detect(ctx, g, leiden.Options{Objective: leiden.CPM, Gamma: 50_000, Seed: 1})
//	r.Of[node]                                     // its community, 0..r.Communities-1
//	err = leiden.Verify(g, options, r)             // connected, settled, sums as kept
//	q, err := leiden.Quality(g, options, r.Of)     // of any partition
//
// Nodes have sizes: in a CSR of members and identifiers members count 1 and
// identifiers 0, so that a price per pair is one per pair of storefronts;
// Build makes graphs whose nodes all count 1.
//
// What bites: gamma is in millionths, and weights are integers (Options.Unit
// says how many make 1). All arithmetic is exact and refuses what does not fit
// 64 bits (ErrTooFine). Modularity depends on the weight of the whole graph, so
// its communities change when unrelated links come; the others see their
// component only. Communities may hold identifiers alone.
package leiden
