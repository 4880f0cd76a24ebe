package graph_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

const oneRing = `ring(id: "R-0001")`

// nested returns inner within n times open and shut.
func nested(n int, open, inner, shut string) string {
	return strings.Repeat(open, n) + inner + strings.Repeat(shut, n)
}

// repeated returns n pieces, in which # is the piece's number.
func repeated(n int, piece string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(piece, "#", fmt.Sprint(i)))
	}
	return b.String()
}

// doubling is a query with n fragments of which each spreads the next twice:
// written out it has 2^n fields.
func doubling(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "fragment f%d on Ring { ...f%d ...g%d } fragment g%d on Ring { ...f%d } ", i, i+1, i, i, i+1)
	}
	return fmt.Sprintf("{ %s { ...f0 } } %s fragment f%d on Ring { key }", oneRing, b.String(), n)
}

// The attacks of GraphQL Cop and some more, each stopped by the limit that is
// meant for it, before anybody is asked.
func TestAttacksAreRefused(t *testing.T) {
	cases := map[string]struct{ query, code, says string }{
		"aliases":              {"{" + repeated(200, `a#: runs(first: 1) { key } `) + "}", "LIMIT_EXCEEDED", "aliases"},
		"aliases in fragments": {"{ ...f } fragment f on Query {" + repeated(31, `a#: runs(first: 1) { key } `) + "}", "LIMIT_EXCEEDED", "aliases"},
		"tokens":               {"{ " + strings.Repeat("__typename ", 6000) + "}", "GRAPHQL_PARSE_FAILED", "token limit"},
		"directives":           {"{ __typename " + strings.Repeat("@aa ", 6000) + "}", "GRAPHQL_PARSE_FAILED", "token limit"},
		"fields":               {"{" + strings.Repeat(oneRing+"{key}", 1000) + "}", "GRAPHQL_PARSE_FAILED", "token limit"},
		"depth": {"{" + oneRing + nested(4, "{ members(first: 1) { nodes { ring", "{ key }", "}}}") + "}",
			"LIMIT_EXCEEDED", "nested fields"},
		"depth in fragments": {"{" + oneRing + "{members(first:1){nodes{...a}}}} fragment a on Member {ring{members(first:1){nodes{...b}}}} fragment b on Member {ring{members(first:1){nodes{ring{members(first:1){nodes{ring{key}}}}}}}}",
			"LIMIT_EXCEEDED", "nested fields"},
		"doubling fragments":   {doubling(60), "LIMIT_EXCEEDED", "fields"},
		"introspection circle": {"{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }", "GRAPHQL_VALIDATION_FAILED", "introspection depth"},
		"cost":                 {"{ rings(first: 100) { nodes { members(first: 100) { nodes { storefront { name } } } } } }", "COMPLEXITY_LIMIT_EXCEEDED", "complexity"},
		"negative bound hides no cost": {"{ rings(first: -1000000) { nodes { key } } runs(first: 100) { key } rings2: rings(first: 100) { nodes { members(first: 100) { nodes { tier } } bonds { users } } } }",
			"COMPLEXITY_LIMIT_EXCEEDED", "complexity"},
		"circular fragment": {"{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", "GRAPHQL_VALIDATION_FAILED", ""},
		"mutation":          {"mutation { x }", "GRAPHQL_VALIDATION_FAILED", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f := newFake(3)
			begin := time.Now()
			a := serve(f).ask(t, c.query, nil)
			if took := time.Since(begin); took > 2*time.Second {
				t.Errorf("refusing took %v", took)
			}
			if a.code() != c.code || !strings.Contains(a.Errors[0].Message, c.says) {
				t.Errorf("got %q %+v, want %q with %q", a.code(), a.Errors, c.code, c.says)
			}
			if asked := f.asked(); len(asked) > 0 {
				t.Errorf("a refused operation asked for %v", asked)
			}
		})
	}
}

// Requests that a foreign page could make a browser send, and bodies that are
// no request.
func TestOnlyWellFormedRequestsAreAnswered(t *testing.T) {
	const secret = "s3cret"
	cases := map[string]struct {
		method, media, body string
		status              int
	}{
		"get":                  {"GET", "application/json", "", http.StatusMethodNotAllowed},
		"head":                 {"HEAD", "application/json", "", http.StatusMethodNotAllowed},
		"options":              {"OPTIONS", "application/json", "", http.StatusMethodNotAllowed},
		"urlencoded":           {"POST", "application/x-www-form-urlencoded", "query=%7B__typename%7D", http.StatusUnsupportedMediaType},
		"text":                 {"POST", "text/plain", `{"query":"{__typename}"}`, http.StatusUnsupportedMediaType},
		"multipart":            {"POST", "multipart/form-data; boundary=x", "--x--", http.StatusUnsupportedMediaType},
		"graphql":              {"POST", "application/graphql", "{__typename}", http.StatusUnsupportedMediaType},
		"no media type":        {"POST", "", `{"query":"{__typename}"}`, http.StatusUnsupportedMediaType},
		"batch":                {"POST", "application/json", `[{"query":"{__typename} # ` + secret + `"}]`, http.StatusBadRequest},
		"broken":               {"POST", "application/json", `{"query": ` + secret, http.StatusBadRequest},
		"two objects":          {"POST", "application/json", `{"query":"{__typename}"}{"a":"` + secret + `"}`, http.StatusBadRequest},
		"too large":            {"POST", "application/json", `{"query":"` + strings.Repeat("a", 1<<20) + `"}`, http.StatusRequestEntityTooLarge},
		"no query":             {"POST", "application/json", `{}`, http.StatusUnprocessableEntity},
		"with another charset": {"POST", "application/json; charset=utf-8", `{"query":"{__typename}"}`, http.StatusOK},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			status, raw := serve(newFake(3)).send(c.method, c.media, c.body)
			if status != c.status {
				t.Errorf("status %d, want %d: %s", status, c.status, raw)
			}
			if strings.Contains(string(raw), secret) || len(raw) > 1000 {
				t.Errorf("the body is quoted: %.300s", raw)
			}
		})
	}
}

// Numbers, variables and ids that no schema check catches end as a refusal and
// not as an incident.
func TestBadArguments(t *testing.T) {
	cases := map[string]struct {
		query     string
		variables map[string]any
		code      string
	}{
		"first 0":                  {`{ runs(first: 0) { key } }`, nil, "BAD_USER_INPUT"},
		"first 101":                {`{ rings(first: 101) { run } }`, nil, "BAD_USER_INPUT"},
		"first of facts' others":   {`{ ring(id: "R-0001") { members(first: 1) { nodes { facts { with(first: 500) { key } } } } } }`, nil, "BAD_USER_INPUT"},
		"first beyond 64 bits":     {`{ runs(first: 99999999999999999999999) { key } }`, nil, "GRAPHQL_VALIDATION_FAILED"},
		"variable beyond 64 bits":  {`query($n: Int!) { runs(first: $n) { key } }`, map[string]any{"n": 1e30}, "GRAPHQL_VALIDATION_FAILED"},
		"variable of another type": {`query($n: Int!) { runs(first: $n) { key } }`, map[string]any{"n": "ten"}, "GRAPHQL_VALIDATION_FAILED"},
		"first left out":           {`{ rings { run } }`, nil, "GRAPHQL_VALIDATION_FAILED"},
		"enum":                     {`{ search(text: "a", first: 1, kinds: [NOTHING]) { name } }`, nil, "GRAPHQL_VALIDATION_FAILED"},
		"enum in a variable":       {`query($k: [Kind!]) { search(text: "a", first: 1, kinds: $k) { name } }`, map[string]any{"k": []string{"NOTHING"}}, "GRAPHQL_VALIDATION_FAILED"},
		"empty text":               {`{ search(text: "  ", first: 1) { name } }`, nil, "BAD_USER_INPUT"},
		"id that is none":          {`{ node(id: "mall:shop-000") { key } }`, nil, "BAD_USER_INPUT"},
		"unknown ring":             {`{ ring(id: "R-9999") { key } }`, nil, "NOT_FOUND"},
		"unknown shop":             {`{ storefront(id: "mall:nobody") { key } }`, nil, "NOT_FOUND"},
		"no shop":                  {`{ storefront(id: "phone:+1") { key } }`, nil, "NOT_FOUND"},
		"unknown field":            {`{ rings(first: 1) { riskk } }`, nil, "GRAPHQL_VALIDATION_FAILED"},
		"cursor that is none":      {`{ rings(first: 1, after: "x") { run } }`, nil, "BAD_USER_INPUT"},
		"hotspots, no region":      {`{ hotspots { regions(first: 0) { code } } }`, nil, "BAD_USER_INPUT"},
		"hotspots, every code":     {`{ hotspots { codes(first: 5001) { code } } }`, nil, "BAD_USER_INPUT"},
		"hotspots, seed below 0":   {`{ hotspots(input: {seed: -1}) { run } }`, nil, "BAD_USER_INPUT"},
		"hotspots, no such level":  {`{ hotspots(input: {level: VILLAGE}) { run } }`, nil, "GRAPHQL_VALIDATION_FAILED"},
		"hotspots, too many draws": {`{ hotspots(input: {replicates: 60000}) { run } }`, nil, "COMPLEXITY_LIMIT_EXCEEDED"},
		"no operation":             {`fragment f on Ring { key }`, nil, "GRAPHQL_VALIDATION_FAILED"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			b := serve(newFake(3))
			if a := b.ask(t, c.query, c.variables); a.code() != c.code {
				t.Errorf("code %q, want %q: %+v", a.code(), c.code, a.Errors)
			}
			if b.log.Len() > 0 {
				t.Errorf("a sender's mistake is logged as ours: %s", b.log)
			}
		})
	}
}
