package neo4j

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed cypher/*.cypher
var cypherFiles embed.FS

// statements are the embedded files by name. A file may have one hole, spelt
// %LABEL% or %TYPES%, for words of the closed sets.
type statements map[string]string

func loadStatements() (statements, error) {
	out := statements{}
	entries, err := fs.ReadDir(cypherFiles, "cypher")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		text, err := fs.ReadFile(cypherFiles, "cypher/"+e.Name())
		if err != nil {
			return nil, err
		}
		out[strings.TrimSuffix(e.Name(), ".cypher")] = strings.TrimSpace(string(text))
	}
	return out, nil
}

// label fills the hole of a statement with a label.
func (s statements) label(name, label string) string {
	return strings.ReplaceAll(s[name], "%LABEL%", label)
}

// types fills the hole of a statement with types of link.
func (s statements) types(name, types string) string {
	return strings.ReplaceAll(s[name], "%TYPES%", types)
}
