package dossier

import (
	"bytes"
	_ "embed"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed dossier.schema.json
var schemaText []byte

// Schema returns the JSON Schema (draft 2020-12) of dossier.json.
func Schema() []byte { return bytes.Clone(schemaText) }

// validate checks a dossier.json against the schema.
func validate(text []byte) error {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaText))
	if err != nil {
		return err
	}
	c := jsonschema.NewCompiler()
	const name = "dossier.schema.json"
	if err := c.AddResource(name, doc); err != nil {
		return err
	}
	s, err := c.Compile(name)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return s.Validate(value)
}
