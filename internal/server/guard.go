package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// guarded refuses what a page of another site can make a browser send, and
// sets the headers that every answer has. With a token the server may go by
// any name: a page that was led here by a false name (DNS rebinding) does not
// know the token.
func guarded(anyName bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		switch {
		case !anyName && !isOwnName(r.Host):
			refuse(w, http.StatusMisdirectedRequest, "FORBIDDEN", "this server answers to localhost, 127.0.0.1 and [::1] only")
		case !isOwnOrigin(r):
			refuse(w, http.StatusForbidden, "FORBIDDEN", "requests from pages of other sites are not answered")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// isOwnName reports whether a Host header names this machine. Any port will
// do: a tunnel may end on another one.
func isOwnName(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	return name == "localhost" || name == "127.0.0.1" || name == "::1"
}

// isOwnOrigin reports whether the request comes from a page of this server, or
// from no page at all.
func isOwnOrigin(r *http.Request) bool {
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return true
	}
	u, err := url.Parse(origins[0])
	return err == nil && len(origins) == 1 && (u.Scheme == "http" || u.Scheme == "https") && u.Host == r.Host
}

// noCrossSite refuses what a browser itself says comes from another site, also
// where it sends no Origin.
func noCrossSite(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
			refuse(w, http.StatusForbidden, "FORBIDDEN", "requests from pages of other sites are not answered")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// withToken asks for the token, if there is one.
func (s *Server) withToken(next http.Handler) http.Handler {
	if s.config.Token == "" {
		return next
	}
	want := sha256.Sum256([]byte(s.config.Token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		got := sha256.Sum256([]byte(given))
		// Hashes are compared: neither the time taken nor the length tells.
		if !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			w.Header().Set("WWW-Authenticate", `Bearer realm="ringtrace"`)
			refuse(w, http.StatusUnauthorized, "UNAUTHENTICATED", "send the token: Authorization: Bearer ...")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// refuse answers in the form of a GraphQL error, which every client of this
// server reads.
func refuse(w http.ResponseWriter, status int, code, message string) {
	type extensions struct {
		Code string `json:"code"`
	}
	type problem struct {
		Message    string     `json:"message"`
		Extensions extensions `json:"extensions"`
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// The client may be gone; there is nobody to tell.
	_ = json.NewEncoder(w).Encode(map[string][]problem{"errors": {{message, extensions{code}}}})
}
