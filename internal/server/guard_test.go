package server_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/server"
)

func TestForeignRequestsAreRefused(t *testing.T) {
	cases := map[string]struct {
		headers []string
		status  int
	}{
		"own name":               {[]string{"Host: localhost:8080"}, http.StatusOK},
		"own address":            {[]string{"Host: 127.0.0.1:8080"}, http.StatusOK},
		"own address, version 6": {[]string{"Host: [::1]:8080"}, http.StatusOK},
		"own address, no port":   {[]string{"Host: [::1]"}, http.StatusOK},
		"through a tunnel":       {[]string{"Host: localhost:9999"}, http.StatusOK},
		"own page":               {[]string{"Host: localhost:8080", "Origin: http://localhost:8080", "Sec-Fetch-Site: same-origin"}, http.StatusOK},
		"rebound name":           {[]string{"Host: evil.example:8080"}, http.StatusMisdirectedRequest},
		"name that ends right":   {[]string{"Host: evil-localhost"}, http.StatusMisdirectedRequest},
		"name that begins right": {[]string{"Host: localhost.evil.example"}, http.StatusMisdirectedRequest},
		"another address":        {[]string{"Host: 127.0.0.1.evil.example:8080"}, http.StatusMisdirectedRequest},
		"foreign page":           {[]string{"Origin: http://evil.example"}, http.StatusForbidden},
		"own name, other port":   {[]string{"Origin: http://127.0.0.1:3000"}, http.StatusForbidden},
		"page without origin":    {[]string{"Origin: null"}, http.StatusForbidden},
		"two origins":            {[]string{"Origin: http://127.0.0.1:8080", "Origin: http://evil.example"}, http.StatusForbidden},
		"file":                   {[]string{"Origin: file://"}, http.StatusForbidden},
		"browser says foreign":   {[]string{"Sec-Fetch-Site: cross-site"}, http.StatusForbidden},
		"browser says sibling":   {[]string{"Sec-Fetch-Site: same-site"}, http.StatusForbidden},
	}
	s := newServer(t, server.Config{})
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := send(s, "POST", "/graphql", query, c.headers...)
			if w.Code != c.status {
				t.Errorf("status %d, want %d: %s", w.Code, c.status, w.Body)
			}
			for header := range w.Header() {
				if strings.HasPrefix(header, "Access-Control-") {
					t.Errorf("%s invites other sites in", header)
				}
			}
		})
	}
}

func TestPreflightGetsNoInvitation(t *testing.T) {
	w := send(newServer(t, server.Config{}), "OPTIONS", "/graphql", "", "Origin: http://evil.example", "Access-Control-Request-Method: POST")
	if w.Code != http.StatusForbidden || w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

func TestToken(t *testing.T) {
	s := newServer(t, server.Config{Listen: "0.0.0.0:8080", Token: "open sesame"})
	cases := map[string]struct {
		path, header string
		status       int
	}{
		"right":           {"/graphql", "Authorization: Bearer open sesame", http.StatusOK},
		"right, small":    {"/graphql", "Authorization: bearer open sesame", http.StatusOK},
		"none":            {"/graphql", "Accept: */*", http.StatusUnauthorized},
		"wrong":           {"/graphql", "Authorization: Bearer open", http.StatusUnauthorized},
		"another scheme":  {"/graphql", "Authorization: Basic open sesame", http.StatusUnauthorized},
		"empty":           {"/graphql", "Authorization: Bearer ", http.StatusUnauthorized},
		"metrics":         {"/metrics", "Accept: */*", http.StatusUnauthorized},
		"packages":        {"/packages/x", "Accept: */*", http.StatusUnauthorized},
		"health":          {"/healthz", "Accept: */*", http.StatusOK},
		"page of the IDE": {"/ide/", "Accept: */*", http.StatusOK},
		"foreign page":    {"/graphql", "Origin: http://evil.example", http.StatusForbidden},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			method, body := "GET", ""
			if c.path == "/graphql" {
				method, body = "POST", query
			}
			w := send(s, method, c.path, body, "Host: ringtrace.example", c.header)
			if w.Code != c.status {
				t.Errorf("status %d, want %d: %s", w.Code, c.status, w.Body)
			}
		})
	}
	if page := send(s, "GET", "/ide/tabs.js", "").Body.String(); strings.Contains(page, oneRing) {
		t.Error("the tabs name a ring to someone without the token")
	}
}

func TestOpenAddressNeedsAToken(t *testing.T) {
	for listen, open := range map[string]bool{
		"127.0.0.1:8080": false, "localhost:8080": false, "[::1]:8080": false, "127.0.0.2:0": false,
		"0.0.0.0:8080": true, ":8080": true, "[::]:8080": true, "192.168.1.2:8080": true, "ringtrace.example:8080": true, "localhost.example:1": true,
	} {
		_, err := server.New(server.Config{Listen: listen, Service: stub{}})
		if got := errors.Is(err, &errs.Error{Kind: errs.Invalid, Code: "TOKEN_REQUIRED"}); got != open {
			t.Errorf("%s: %v", listen, err)
		}
		if _, err := server.New(server.Config{Listen: listen, Token: "t", Service: stub{}}); err != nil {
			t.Errorf("%s with a token: %v", listen, err)
		}
	}
	if _, err := server.New(server.Config{Listen: "nonsense"}); !errors.Is(err, &errs.Error{Kind: errs.Invalid}) {
		t.Errorf("nonsense: %v", err)
	}
}
