package archtest_test

// rule says what one package is and which packages of ours it may import.
type rule struct {
	path    string // below the module's path
	about   string // one line, which ARCHITECTURE.md shows
	imports []string
	groups  []string // a shorthand for several imports
}

// rules lists every package in the order of the flow: a package may import
// only what stands above it, and only what its line names. Adding a line, or a
// word to one, is a decision that shows in review.
func rules() []rule {
	nouns := []string{"internal/entity", "internal/errs"}
	return []rule{
		{path: "internal/entity", about: "the nouns: kinds, keys, evidence classes, claims, times, values"},
		{path: "internal/dice", about: "numbers that depend on a seed and a place alone"},
		{path: "internal/errs", about: "the one error type, and the one table of exit and GraphQL codes"},
		{path: "internal/format", about: "what the bytes of a file are, and its rows as UTF-8 text", imports: []string{"internal/errs"}},
		{path: "internal/folder", about: "the data folder as a thing that lasts: layout, upgrades, lock, secret", imports: []string{"internal/errs"}},
		{path: "internal/backup", about: "the container of a backup: a tar.gz with sums and a seal", imports: []string{"internal/errs"}},
		{path: "internal/vault", about: "files as they came, by content hash; a claim back to its bytes", groups: nouns},
		{path: "internal/region", about: "places by their codes: GB/T 2260 with retired codes, ISO 3166, points, groups", imports: []string{"internal/errs"}},
		{path: "internal/region/gen", about: "writes the tables of region from named packages"},
		{path: "internal/canon", about: "one canonical form for each kind of identifier", groups: nouns, imports: []string{"internal/region"}},
		{path: "internal/mapping", about: "other people's columns as ours: the mapping file", imports: []string{"internal/errs", "internal/canon"}},
		{path: "internal/store", about: "the contract of a graph store, its rules and its checker", groups: nouns},
		{path: "internal/store/codec", about: "values and claims as bytes, for stores that keep bytes", groups: nouns},
		{path: "internal/store/storetest", about: "the contract as tests, for every backend", groups: nouns, imports: []string{"internal/store"}},
		{path: "internal/store/memory", about: "the simplest store, and the reference for the others", groups: nouns, imports: []string{"internal/store"}},
		{path: "internal/store/sqlite", about: "the embedded store: one file, durable", groups: nouns, imports: []string{"internal/store", "internal/store/codec"}},
		{path: "internal/store/neo4j", about: "the same graph in Neo4j, readable by a person", groups: nouns, imports: []string{"internal/store", "internal/store/codec"}},
		{path: "internal/store/neo4j/neo4jtest", about: "hands tests a running Neo4j", groups: nouns},
		{path: "internal/store/neo4j/neo4jdev", about: "a Neo4j of one's own to play with", groups: nouns, imports: []string{"internal/store/neo4j/neo4jtest"}},
		{path: "internal/store/neo4j/neo4jbench", about: "writes docs/benchmarks-neo4j.md", groups: nouns,
			imports: []string{"internal/store", "internal/store/neo4j", "internal/store/neo4j/neo4jtest"}},
		{path: "internal/casebook", about: "the append-only log: ring register, judgements, withdrawals, audit", groups: nouns},
		{path: "internal/ingest", about: "read, check and convert rows; every row is accounted for", groups: nouns,
			imports: []string{"internal/format", "internal/vault", "internal/canon", "internal/mapping", "internal/store"}},
		{path: "internal/linkfile", about: "plain files of links: rows and pairs, with errors that name the line", imports: []string{"internal/errs"}},
		{path: "internal/snapshot", about: "one generation as compact arrays with a hash", groups: nouns, imports: []string{"internal/store", "internal/linkfile"}},
		{path: "internal/community", about: "the tie rule and components: pure arithmetic that knows no sellers"},
		{path: "internal/rewire", about: "what chance gives: worlds with the same degrees, and what was found beside them",
			imports: []string{"internal/dice", "internal/community"}},
		{path: "internal/resample", about: "how firmly a member is held: how often it stays when values are hidden",
			imports: []string{"internal/dice", "internal/community"}},
		{path: "internal/leiden", about: "Leiden, modularity and label propagation on any graph: the second opinion and what other programs do",
			imports: []string{"internal/dice", "internal/community"}},
		{path: "internal/louvain", about: "plain Louvain, the trade's method, as a yardstick", imports: []string{"internal/community"}},
		{path: "internal/edgelist", about: "graphs of nodes of one kind, read from a file", imports: []string{"internal/linkfile", "internal/leiden"}},
		{path: "internal/projection", about: "class gate, hub verdicts and pruning: what detection sees", groups: nouns,
			imports: []string{"internal/snapshot", "internal/community"}},
		{path: "internal/standing", about: "a detection kept up to date: touched components only", groups: nouns,
			imports: []string{"internal/snapshot", "internal/community", "internal/projection"}},
		{path: "internal/ring", about: "communities become rings: tiers, status, identity, argument", groups: nouns,
			imports: []string{"internal/store", "internal/casebook", "internal/snapshot", "internal/community", "internal/leiden", "internal/rewire", "internal/projection"}},
		{path: "internal/score", about: "risk as a sum of named contributions, by a versioned card", groups: nouns,
			imports: []string{"internal/store", "internal/snapshot", "internal/projection", "internal/ring"}},
		{path: "internal/hotspot", about: "regional figures: rates, intervals, concentration beside chance; knows counts only", imports: []string{"internal/dice", "internal/errs"}},
		{path: "internal/baseline", about: "groupings and rankings as everybody else makes them, to print beside ours",
			imports: []string{"internal/dice", "internal/snapshot", "internal/community", "internal/louvain"}},
		{path: "internal/dossier", about: "the lead package: model, levels of redaction, renderings, seal", groups: nouns,
			imports: []string{"internal/vault", "internal/region", "internal/ring", "internal/score", "internal/hotspot"}},
		{path: "internal/investigate", about: "every use case, once: the only thing the surfaces call", groups: nouns,
			imports: []string{"internal/folder", "internal/backup", "internal/vault", "internal/canon", "internal/store", "internal/store/memory", "internal/store/sqlite", "internal/store/neo4j",
				"internal/casebook", "internal/ingest", "internal/snapshot", "internal/community", "internal/rewire", "internal/resample", "internal/leiden", "internal/edgelist", "internal/projection", "internal/standing",
				"internal/ring", "internal/score", "internal/region", "internal/hotspot", "internal/baseline", "internal/dossier"}},
		{path: "graph", about: "GraphQL: translate, delegate, present", groups: nouns,
			imports: []string{"internal/region", "internal/ring", "internal/score", "internal/hotspot", "internal/dossier", "internal/investigate"}},
		{path: "internal/server", about: "HTTP: limits, same-origin rules, the IDE, health", groups: nouns,
			imports: []string{"internal/investigate", "graph"}},
		{path: "internal/eval", about: "measures of a finding against a truth, innocents counted", imports: []string{"internal/dice", "internal/errs"}},
		{path: "internal/eval/chart", about: "measures as one page with plots, drawn here", imports: []string{"internal/eval"}},
		{path: "internal/synth/place", about: "the regions that invented worlds lie in"},
		{path: "internal/synth", about: "the seed world: planted rings and decoys, and their truth", groups: nouns, imports: []string{"internal/dice", "internal/synth/place"}},
		{path: "internal/synth/world", about: "invented worlds of any size, streamed, and their truth", groups: nouns, imports: []string{"internal/dice", "internal/synth/place"}},
		{path: "internal/synth/check", about: "refuses invented worlds that are too easy or not what they say",
			imports: []string{"internal/errs", "internal/community", "internal/louvain", "internal/eval"}},
		{path: "internal/scenario", about: "small worlds in YAML: what must be found and what must not, with the reason", groups: nouns,
			imports: []string{"internal/dice", "internal/investigate"}},
		{path: "seed", about: "the small world of the first run, carried in the binary"},
		{path: "", about: "version and licence texts"},
		{path: "cmd/ringtrace", about: "the command line: parse, call one method, print", groups: nouns,
			imports: []string{"internal/region", "internal/ingest", "internal/ring", "internal/score", "internal/hotspot", "internal/dossier", "internal/investigate",
				"internal/server",
				"internal/eval", "internal/eval/chart", "internal/synth", "internal/synth/world", "internal/synth/check", "seed", ""}},
		{path: "internal/testcount", about: "runs the tests and says how many ran on which store"},
		{path: "internal/thirdparty", about: "writes THIRD_PARTY.md"},
		{path: "internal/machine", about: "what a measured figure belongs to: commit, day, processors, load"},
		{path: "internal/section", about: "one marked part of a document that several programs write"},
		{path: "internal/bench", about: "writes docs/benchmarks.md", imports: []string{"internal/machine", "internal/section"}},
		{path: "internal/peers", about: "runs other programs beside ours and writes docs/benchmarks-peers.md", imports: []string{"internal/dice", "internal/eval", "internal/machine"}},
		{path: "internal/evalrun", about: "measures detection on invented worlds, with the bars and other methods beside", imports: []string{"internal/machine", "internal/section"}},
		{path: "internal/archtest", about: "these rules, as tests"},
	}
}

// excuse is one place that may do what the house rules forbid, with the
// reason.
type excuse struct {
	path   string // package
	what   string // the call, as the test prints it
	reason string
}

// excuses lists every exception to the rules on clocks, randomness, contexts
// and panics.
func excuses() []excuse {
	return []excuse{
		{"internal/store/sqlite", "context.Background", "under a context that can end the driver starts a goroutine for each statement; " +
			"ends are looked for between rows and chunks instead, and COMMIT and ROLLBACK must not be cut short"},
		{"internal/store/storetest", "os.Getenv", "the suite kills a child of the test binary, which learns from its environment that it is one"},
		{"internal/store/storetest", "os.Environ", "the same"},
	}
}

// atTheEdge says whether a package stands at the edge of a process of its own:
// clocks, environments and background contexts start there. Every command
// does, and what starts servers for tests.
func atTheEdge(name, path string) bool {
	return name == "main" || path == "internal/store/neo4j/neo4jtest"
}
