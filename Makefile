# make alone lists the targets.
.DEFAULT_GOAL := help
.PHONY: help run test check generate regions bench bench-large bench-detect bench-updates bench-peers eval acceptance fuzz neo4j clean \
	browser format vet lint generated tests-short

GO     ?= go
DATA   ?= ../shared/data
TIME   ?= 30s
# Planted graphs for bench-detect: 34000000 storefronts are 10 GB while they are made.
GRAPHS ?= bin/graphs
SIZES  ?= 100000 1000000 10000000
# One Neo4j server for all packages that test on it; they take turns.
# A package's time holds its waiting for the others.
PATIENCE = 40m
WITH_NEO4J = $(GO) run ./internal/store/neo4j/neo4jdev --
BROWSERS = chromium chromium-browser google-chrome

help:
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: ## show the seed world: a fresh folder, detected and served
	$(GO) run ./cmd/ringtrace demo

test: browser format vet lint generated ## everything in check, with all tests in full on all stores; none may be skipped
	$(WITH_NEO4J) $(GO) run ./internal/testcount -timeout $(PATIENCE) ./...

check: format vet lint generated tests-short ## format, vet, staticcheck, house rules, generated files, short tests

generate: ## write again what is generated: GraphQL code, THIRD_PARTY.md, the drawing of the packages
	$(GO) tool gqlgen generate
	$(GO) run ./internal/thirdparty
	$(GO) test ./internal/archtest -run TestArchitectureDrawsThePackages -update

bench: ## measure on this machine and write docs/benchmarks.md
	$(GO) run ./internal/bench

bench-large: ## measure a store of ten million links; takes long and 40 GB of disk; writes docs/benchmarks-large.md
	$(GO) run ./internal/bench -large -out docs/benchmarks-large.md

bench-detect: ## measure detection on planted graphs of SIZES storefronts, kept in GRAPHS; writes docs/benchmarks-detect.md; REUSE=-reuse measures new ones only
	@python3 -c "import numpy" 2> /dev/null || python3 -m pip install -q numpy==2.4.6 || { echo "bench-detect: python3 with the package numpy is needed" >&2; exit 2; }
	@for n in $(SIZES); do \
		test -f $(GRAPHS)/$$n/edges.u32 || python3 $(DATA)/../tools/bipartite_gen.py --n $$n --seed 1 --out $(GRAPHS)/$$n || exit 1; \
	done
	$(GO) run ./internal/bench -graphs $(GRAPHS) $(REUSE) -out docs/benchmarks-detect.md

bench-updates: ## measure further links on the graphs of bench-detect, which must be there; writes their part of docs/benchmarks-detect.md
	$(GO) run ./internal/bench -graphs $(GRAPHS) -updates -out docs/benchmarks-detect.md

bench-peers: ## measure igraph, NetworKit, OpenGDS and others beside ours; writes docs/benchmarks-peers.md; PEERS="-large" takes an hour
	$(GO) run ./internal/peers $(PEERS)

eval: ## measure detection on invented worlds, bars and other methods beside; EVAL="-release" fails on a missed bar, "-out docs/evaluation.md -summary docs/benchmarks.md" writes the pages
	$(GO) run ./internal/evalrun $(EVAL)

acceptance: ## run on the real data in DATA (../shared/data)
	@test -d $(DATA) || { echo "acceptance: no folder $(DATA); name it with DATA=" >&2; exit 2; }
	@python3 -c "import bagit" 2> /dev/null || python3 -m pip install -q bagit==1.9.0 || { echo "acceptance: python3 with the package bagit is needed" >&2; exit 2; }
	@python3 -c "import numpy" 2> /dev/null || python3 -m pip install -q numpy==2.4.6 || { echo "acceptance: python3 with the package numpy is needed" >&2; exit 2; }
	RINGTRACE_ACCEPTANCE=$(abspath $(DATA)) $(GO) run ./internal/testcount -tags acceptance -count=1 -timeout 30m ./internal/acceptance/...
	RINGTRACE_ACCEPTANCE=$(abspath $(DATA)) $(GO) run ./internal/testcount -tags acceptance -count=1 -timeout 60m -run 'Acceptance|Killed' ./cmd/ringtrace

fuzz: ## fuzz everything that parses, TIME (30s) each
	@$(GO) list -f '{{.Dir}} {{.ImportPath}}' ./... | while read -r dir pkg; do \
		grep -hoE '^func Fuzz[A-Za-z0-9_]*' "$$dir"/*_test.go 2>/dev/null | sed 's/^func //' | while read -r f; do \
			echo "fuzz $$pkg $$f"; $(GO) test "$$pkg" -run '^$$' -fuzz "^$$f\$$" -fuzztime $(TIME) < /dev/null || exit 1; \
		done || exit 1; done

neo4j: ## start a Neo4j to play with until Ctrl-C; needs mvn and a JDK of 17 or newer
	$(GO) run ./internal/store/neo4j/neo4jdev

clean: ## remove what the build leaves behind
	rm -rf bin
	$(GO) clean -testcache

# Writes the tables of regions again, from published packages and DATA; not
# part of generate, because it needs both.
regions:
	cd internal/region && $(GO) run ./gen -data $(abspath $(DATA))/address

# The parts of check and test.

format:
	@bad=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go')); \
		if [ -n "$$bad" ]; then echo "gofmt -w:"; echo "$$bad"; exit 1; fi

vet:
	$(GO) vet -tags acceptance ./...
	GOOS=windows $(GO) vet ./...
	GOOS=darwin $(GO) vet ./...

lint:
	$(GO) tool staticcheck ./...

# The GraphQL code is generated again in a copy of the tree and compared.
generated:
	$(GO) run ./internal/thirdparty -check
	@copy=$$(mktemp -d) && trap 'rm -rf "$$copy"' EXIT && \
		git ls-files --cached --others --exclude-standard -z | tar --null -T - -cf - --ignore-failed-read 2>/dev/null | tar -xf - -C "$$copy" && \
		(cd "$$copy" && $(GO) tool gqlgen generate) && \
		diff -r graph "$$copy/graph" || { echo "the GraphQL code is not current: run make generate" >&2; exit 1; }

tests-short:
	$(WITH_NEO4J) $(GO) run ./internal/testcount -short -timeout $(PATIENCE) ./...

# The tests of the IDE drive a real browser.
browser:
	@for b in $(BROWSERS); do command -v $$b > /dev/null && exit 0; done; \
		if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
			apt-get update -qq && apt-get install -y -qq chromium; \
		else echo "no browser for the tests of the IDE: install chromium" >&2; exit 2; fi
