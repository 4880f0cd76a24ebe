package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"github.com/ringtrace/ringtrace/graph"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// Altair's ready files, unchanged: see ide/SOURCES.
//
//go:embed all:ide/dist
var dist embed.FS

// opening opens Altair with the constant options.
//
//go:embed ide/tabs.js
var opening string

// idePolicy lets the IDE load from this server and nowhere else. Altair writes
// style elements as it runs; scripts come from files only, and none may make
// code out of text.
const idePolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; " +
	"connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'none'"

// ide serves Altair with the ready queries as tabs.
type ide struct {
	server    *Server
	files     http.Handler
	tags      map[string]string // ETag of each file, by its path
	index     []byte
	documents []graph.Document
}

func newIDE(s *Server) (*ide, error) {
	files, err := fs.Sub(dist, "ide/dist")
	if err != nil {
		return nil, err
	}
	index, err := fs.ReadFile(files, "index.html")
	if err != nil {
		return nil, err
	}
	if index, err = dress(index); err != nil {
		return nil, err
	}
	documents, err := graph.Documents()
	if err != nil {
		return nil, err
	}
	tags, err := tagsOf(files)
	if err != nil {
		return nil, err
	}
	return &ide{s, http.FileServerFS(files), tags, index, documents}, nil
}

// tagsOf hashes the files: embedded ones have no time by which a browser could
// tell that it holds them already.
func tagsOf(files fs.FS) (map[string]string, error) {
	tags := map[string]string{}
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, path)
		tags["/"+path] = fmt.Sprintf("\"%x\"", sha256.Sum256(text))
		return err
	})
	return tags, err
}

// dress puts the page at its address and adds the script with the tabs, which
// is a file because the policy allows no script in the page.
func dress(index []byte) ([]byte, error) {
	for _, change := range [][2]string{
		{`<base href="/" />`, `<base href="/ide/" />`},
		{`<title>Altair</title>`, `<title>ringtrace: GraphQL</title>`},
		{`</body>`, `<script type="module" src="tabs.js"></script></body>`},
	} {
		if !bytes.Contains(index, []byte(change[0])) {
			return nil, &errs.Error{Op: "serve", Kind: errs.Internal, Subject: "the IDE's page", Message: "is not the page that was expected"}
		}
		index = bytes.Replace(index, []byte(change[0]), []byte(change[1]), 1)
	}
	return index, nil
}

// ServeHTTP serves one of the IDE's files; the path stands without /ide.
func (i *ide) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", idePolicy)
	// The names of most files do not change with their content.
	w.Header().Set("Cache-Control", "no-cache")
	switch r.URL.Path {
	case "/", "/index.html":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(i.index)
	case "/tabs.js":
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write(i.tabs(r.Context()))
	default:
		tag, ok := i.tags[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("ETag", tag)
		i.files.ServeHTTP(w, r)
	}
}

// tab is one window of Altair.
type tab struct {
	Name      string `json:"initialName"`
	Query     string `json:"initialQuery"`
	Variables string `json:"initialVariables"`
}

// tabs returns the script that opens Altair with the ready queries. Their
// variables name the ring that stands first in the list, so that every tab
// answers at once.
func (i *ide) tabs(ctx context.Context) []byte {
	variables := i.server.example(ctx)
	var windows []tab
	for _, d := range i.documents {
		windows = append(windows, tab{d.Title, d.Query, variablesOf(d, variables)})
	}
	options := map[string]any{
		"initialWindows": windows,
		"disableAccount": true,
		"initialSettings": map[string]any{
			"theme": "light", "language": "en-US", "tabSize": 2,
			// Behind a token the schema is not to be had before the user sets it.
			"schema.reloadOnStart": i.server.config.Token == "",
			// Nothing of these can be reached from here.
			"banners.disable": true, "alert.disableUpdateNotification": true, "disablePushNotification": true,
		},
	}
	// What the user changed is kept, until there are other tabs to begin with.
	options["instanceStorageNamespace"] = "ringtrace_" + digest(windows)
	text, err := json.MarshalIndent(options, "", " ")
	if err != nil {
		i.server.config.Log.Error().Err(err).Msg("the tabs of the IDE cannot be written")
		text = []byte("{}")
	}
	return fmt.Appendf(nil, "const options = %s;\n\n%s", text, opening)
}

func digest(windows []tab) string {
	h := sha256.New()
	for _, w := range windows {
		fmt.Fprintf(h, "%q %q %q\n", w.Name, w.Query, w.Variables)
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// variablesOf returns those of the example's variables that a document asks
// for, as JSON.
func variablesOf(d graph.Document, all map[string]string) string {
	asked := map[string]string{}
	for name, value := range all {
		if strings.Contains(d.Query, "$"+name) {
			asked[name] = value
		}
	}
	text, err := json.MarshalIndent(asked, "", "  ")
	if err != nil {
		return "{}"
	}
	return string(text)
}

// example names the first ring, its first core member and a word to search
// for. Behind a token it names nothing: the IDE's files are not.
func (s *Server) example(ctx context.Context) map[string]string {
	named := map[string]string{"ring": "", "storefront": "", "text": ""}
	if s.config.Token != "" {
		return named
	}
	page, err := s.config.Service.Rings(ctx, investigate.RingFilter{}, 0, 1)
	if err != nil || len(page.Rings) == 0 {
		return named
	}
	named["ring"] = page.Rings[0].ID
	view, err := s.config.Service.Ring(ctx, named["ring"])
	if err != nil || len(view.Ring.Members) == 0 {
		return named
	}
	first := view.Ring.Members[0]
	for _, m := range view.Ring.Members {
		if m.Tier < first.Tier {
			first = m
		}
	}
	named["storefront"] = first.Storefront
	_, named["text"], _ = strings.Cut(first.Storefront, ":")
	return named
}
