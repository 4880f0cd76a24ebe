package graph

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed queries/*.graphql
var documents embed.FS

// Document is a query that is ready to run: a tab of the IDE, a test, a page
// of the README.
type Document struct {
	Name  string // of the file, without its number and ending
	Title string
	Query string // the whole file, comments included
}

// Documents returns the ready queries in the order in which an investigator
// needs them.
func Documents() ([]Document, error) {
	// ReadDir sorts by name, and names begin with their number.
	files, err := fs.ReadDir(documents, "queries")
	if err != nil {
		return nil, err
	}
	var out []Document
	for _, f := range files {
		text, err := fs.ReadFile(documents, "queries/"+f.Name())
		if err != nil {
			return nil, err
		}
		_, name, _ := strings.Cut(strings.TrimSuffix(f.Name(), ".graphql"), "_")
		title, _, _ := strings.Cut(string(text), "\n")
		out = append(out, Document{name, strings.TrimPrefix(title, "# "), string(text)})
	}
	return out, nil
}
