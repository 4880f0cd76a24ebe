package graph

import (
	"fmt"
	"io"

	"github.com/99designs/gqlgen/graphql"

	"github.com/ringtrace/ringtrace/internal/score"
)

// MarshalPoints writes points as a JSON number with two decimals, digit by
// digit, so that the parts sum to the whole for a reader who keeps decimals.
func MarshalPoints(p score.Points) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, p.String()) })
}

// UnmarshalPoints refuses: nothing in the schema takes points.
func UnmarshalPoints(any) (score.Points, error) {
	return 0, fmt.Errorf("points are only ever answered")
}
