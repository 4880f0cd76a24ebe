package graph

import (
	"context"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// What a field costs beyond the values it answers, in values.
const (
	costShow     = 20   // reading a record with its links
	costRing     = 20   // reading a ring
	costOriginal = 5    // reading one row of a file
	costHotspots = 1000 // reading the whole store, and drawing worlds
	costPackage  = 5000 // reading a ring with all its evidence, and writing pages
	costRemake   = 5000 // reading the whole vault, and detection
	usualFacts   = 4    // values that tie one member in
	usualClaims  = 3    // source rows of one link
	usualParts   = 8    // contributions of one score
	usualRegions = 3
)

// costs reckons an operation before it runs: a list costs the most it may hold
// times what one item costs, and a field that reads from the store more than
// its value.
func costs() ComplexityRoot {
	var c ComplexityRoot
	c.Query.Rings = func(child, first int, _ *string, _ *investigate.RingFilter) int { return list(first, child) }
	c.Query.Ring = func(child int, _ string) int { return costRing + child }
	c.Query.Explain = func(child int, _, _ string) int { return costRing + child }
	c.Query.Search = func(child int, _ string, _ []entity.Kind, first int) int { return list(first, child) }
	c.Query.Runs = func(child, first int) int { return list(first, child) }
	c.Query.Withdrawals = c.Query.Runs
	c.Query.Erasures = c.Query.Runs
	c.Query.Judgements = func(child, first int, _ *string, _ *bool) int { return list(first, child) }
	c.Query.Verdicts = c.Query.Judgements
	c.Query.Hotspots = func(child int, in *HotspotInput) int { return costHotspots + in.draws() + child }
	c.Mutation.BuildPackage = func(child int, _ PackageInput) int { return costPackage + child }
	c.Mutation.Withdraw = func(child int, _ WithdrawInput) int { return costRemake + child }
	c.Mutation.Reinstate = func(child int, _ ReinstateInput) int { return costRemake + child }
	c.Mutation.Erase = func(child int, _ EraseInput) int { return costRemake + child }
	c.HotspotReport.Regions = func(child, first int) int { return mapCost(first, child) }
	c.HotspotReport.Codes = c.HotspotReport.Regions

	c.Ring.Members = func(child, first int, _ *string, _ []ring.Tier, _ *string) int { return costRing + list(first, child) }
	c.Ring.Bonds = links
	c.Ring.SeenNotUsed = links
	c.WeakestTie.CellA = func(child, first int) int { return costRing + list(first, child) }
	c.WeakestTie.CellB = c.WeakestTie.CellA
	c.SecondOpinion.Rings = func(child, first int) int { return list(first, child) }
	c.Ring.Regions = func(child int) int { return list(usualRegions, child) }
	c.Assessment.Contributions = func(child int) int { return costRing + list(usualParts, child) }
	c.Contribution.Evidence = evidence
	c.Contribution.NotCounted = evidence

	c.Member.Facts = func(child int) int { return list(usualFacts, child) }
	c.Explanation.Facts = c.Member.Facts
	c.Fact.With = func(child, first int) int { return list(first, child) }
	c.Bond.Holders = c.Fact.With
	c.Fact.Claims = func(child int) int { return list(usualClaims, child) }
	c.Link.Claims = c.Fact.Claims
	c.Evidence.Claims = c.Fact.Claims
	c.Claim.Original = func(child int) int { return costOriginal + child }
	costsOfRecords(&c)
	return c
}

// costsOfRecords reckons the fields that read links.
func costsOfRecords(c *ComplexityRoot) {
	typed := func(child, first int, _ []entity.LinkType) int { return links(child, first) }
	c.Storefront.Links, c.Seller.Links, c.Identifier.Links, c.Record.Links, c.Place.Links = typed, typed, typed, typed, typed

	count := func(child int) int { return costShow + child }
	c.Storefront.LinkCount, c.Seller.LinkCount, c.Identifier.LinkCount, c.Record.LinkCount, c.Place.LinkCount = count, count, count, count, count

	c.Storefront.Sellers, c.Storefront.Identifiers, c.Storefront.Complaints = links, links, links
	c.Storefront.TestPurchases, c.Storefront.Enforcements = links, links
	c.Storefront.Regions = func(child int) int { return costShow + list(usualRegions, child) }
	c.Storefront.Membership = func(child int) int { return costRing + child }
	c.Seller.Storefronts, c.Seller.Identifiers, c.Seller.Complaints, c.Seller.Enforcements = links, links, links, links
	c.Identifier.Storefronts = links
}

func links(child, first int) int { return costShow + list(first, child) }

// evidence is a list that is mostly short, whatever its bound.
func evidence(child, first int) int { return list(min(first, 10), child) }

// list is what a list of at most n items costs. A bound that is out of range
// is refused later; here it must not wrap around.
func list(n, child int) int { return 1 + max(0, min(n, pageLimit))*child }

// finish adds `extensions.cost` to every answer that was reckoned, and puts
// errors in the order of their paths: fields run beside each other.
func finish(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	if stats := extension.GetComplexityStats(ctx); stats != nil {
		graphql.RegisterExtension(ctx, "cost", map[string]int{"requested": stats.Complexity, "limit": stats.ComplexityLimit})
	}
	response := next(ctx)
	if response != nil {
		slices.SortStableFunc(response.Errors, func(a, b *gqlerror.Error) int { return strings.Compare(a.Path.String(), b.Path.String()) })
	}
	return response
}
