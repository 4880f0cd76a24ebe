// Package seed carries the small invented world of the first run, so that a
// binary can show it anywhere. Its files are the generator's output; the
// truth beside them is not carried, because no loader may see it.
package seed

import (
	"embed"
	"io/fs"
)

//go:embed input
var files embed.FS

// Input returns the world's input files, at the root of the file system.
func Input() (fs.FS, error) { return fs.Sub(files, "input") }
