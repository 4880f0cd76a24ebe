package scenario_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/scenario"
	"github.com/ringtrace/ringtrace/internal/server"
)

// overHTTP reads the rings by GraphQL from a server that listens. What
// GraphQL does not offer (load, detect, judge) is the Go API's.
type overHTTP struct {
	scenario.Service
	url string
}

// serve starts a server for the service and returns its surface.
func serve(t *testing.T, s scenario.Service) overHTTP {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	l, err := server.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h, err := server.New(server.Config{Listen: l.Addr().String(), Service: s.Service, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- h.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return overHTTP{s, "http://" + l.Addr().String() + "/graphql"}
}

const ringsQuery = `query Rings($after: String) { rings(first: 20, after: $after) { pageInfo { hasNextPage endCursor } nodes {
	key status revision assessment { risk } against { code }
	weakestTie { identifiers { key } }
	refusedTie { storefront { key } ring { key } identifiers { key } }
	seenNotUsed(first: 100) { verdict identifier { key } }
} } }`

const membersQuery = `query Members($ring: ID!, $after: String) { ring(id: $ring) { members(first: 100, after: $after) {
	pageInfo { hasNextPage endCursor } nodes { tier storefront { key } against { code } }
} } }`

type pageInfo struct {
	HasNextPage bool
	EndCursor   *string
}

type note struct{ Code string }

type shownRing struct {
	Key, Status string
	Revision    int
	Assessment  *struct{ Risk json.Number }
	Against     []note
	WeakestTie  *struct{ Identifiers []struct{ Key string } }
	RefusedTie  *struct {
		Storefront  struct{ Key string }
		Ring        *struct{ Key string }
		Identifiers []struct{ Key string }
	}
	SeenNotUsed []struct {
		Verdict    string
		Identifier struct{ Key string }
	}
}

type shownMember struct {
	Tier       string
	Storefront struct{ Key string }
	Against    []note
}

// Rings asks for all rings, page by page.
func (o overHTTP) Rings(ctx context.Context) ([]scenario.Ring, error) {
	var out []scenario.Ring
	for after := (*string)(nil); ; {
		var answer struct {
			Rings struct {
				PageInfo pageInfo
				Nodes    []shownRing
			}
		}
		if err := o.ask(ctx, ringsQuery, map[string]any{"after": after}, &answer); err != nil {
			return nil, err
		}
		for _, n := range answer.Rings.Nodes {
			r, err := n.ring()
			if err != nil {
				return nil, err
			}
			if r.Members, err = o.members(ctx, n.Key); err != nil {
				return nil, err
			}
			out = append(out, r)
		}
		if after = answer.Rings.PageInfo.EndCursor; !answer.Rings.PageInfo.HasNextPage {
			scenario.SortRings(out)
			return out, nil
		}
	}
}

// Explain asks for the argument.
func (o overHTTP) Explain(ctx context.Context, ring, storefront string) ([]string, error) {
	var answer struct {
		Explain struct{ Argument []string }
	}
	err := o.ask(ctx, `query Why($ring: ID!, $storefront: ID!) { explain(ring: $ring, storefront: $storefront) { argument } }`,
		map[string]any{"ring": ring, "storefront": storefront}, &answer)
	return answer.Explain.Argument, err
}

func (n *shownRing) ring() (scenario.Ring, error) {
	r := scenario.Ring{ID: n.Key, Revision: n.Revision, Status: word(n.Status), Risk: -1, Against: codes(n.Against), Hubs: []scenario.Hub{}, Weakest: []string{}}
	if n.Assessment != nil {
		digits := strings.Replace(n.Assessment.Risk.String(), ".", "", 1) // always two decimals
		risk, err := strconv.Atoi(digits)
		if err != nil {
			return r, err
		}
		r.Risk = risk
	}
	for _, h := range n.SeenNotUsed {
		r.Hubs = append(r.Hubs, scenario.Hub{Key: h.Identifier.Key, Verdict: word(h.Verdict)})
	}
	if n.WeakestTie != nil {
		for _, id := range n.WeakestTie.Identifiers {
			r.Weakest = append(r.Weakest, id.Key)
		}
	}
	if t := n.RefusedTie; t != nil {
		r.Possible.With = t.Storefront.Key
		if t.Ring != nil {
			r.Possible.Ring = t.Ring.Key
		}
		for _, id := range t.Identifiers {
			r.Possible.Keys = append(r.Possible.Keys, id.Key)
		}
	}
	return r, nil
}

func (o overHTTP) members(ctx context.Context, ring string) ([]scenario.Member, error) {
	var out []scenario.Member
	for after := (*string)(nil); ; {
		var answer struct {
			Ring struct {
				Members struct {
					PageInfo pageInfo
					Nodes    []shownMember
				}
			}
		}
		if err := o.ask(ctx, membersQuery, map[string]any{"ring": ring, "after": after}, &answer); err != nil {
			return nil, err
		}
		page := answer.Ring.Members
		for _, m := range page.Nodes {
			out = append(out, scenario.Member{Storefront: entity.ParseKey(m.Storefront.Key).ID, Tier: word(m.Tier), Against: codes(m.Against)})
		}
		if after = page.PageInfo.EndCursor; !page.PageInfo.HasNextPage {
			return out, nil
		}
	}
}

// ask posts one query and reads its data.
func (o overHTTP) ask(ctx context.Context, query string, variables map[string]any, into any) error {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var answer struct {
		Data   json.RawMessage
		Errors []any
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK || len(answer.Errors) > 0 {
		return fmt.Errorf("status %d: %v", resp.StatusCode, answer.Errors)
	}
	return json.Unmarshal(answer.Data, into)
}

// word turns a name of the schema into that of the command line.
func word(name string) string { return strings.ReplaceAll(strings.ToLower(name), "_", "-") }

func codes(notes []note) []string {
	out := []string{}
	for _, n := range notes {
		out = append(out, n.Code)
	}
	return out
}
