package mapping

import (
	"strings"

	"github.com/ringtrace/ringtrace/internal/canon"
)

// Name brings the name of a column to the form in which columns are named:
// lower case, spaces and dashes as underscores.
func Name(raw string) string {
	return columnSpaces.Replace(strings.ToLower(canon.Line(raw)))
}

var columnSpaces = strings.NewReplacer(" ", "_", "-", "_")
