package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

func (p *program) searchCommand() *cobra.Command {
	var words []string
	var limit int
	cmd := &cobra.Command{
		Use:   "search TEXT...",
		Short: "Find entities by the beginning of words in their id or name",
		Long: `Find entities that hold, in their id or name, words that begin with every word
of the text. Letter case does not matter.`,
		Example: "  ringtrace search shop\n  ringtrace search --kind storefront,seller s004",
		Args:    cobra.MinimumNArgs(1),
	}
	cmd.Flags().StringSliceVar(&words, "kind", nil, "only these kinds, such as storefront, seller, phone")
	cmd.Flags().IntVar(&limit, "limit", 50, "print at most so many")
	cmd.RunE = p.action(func(cmd *cobra.Command, args []string) error {
		kinds, err := parseKinds(words)
		if err != nil {
			return err
		}
		if limit < 1 {
			return wrongUse("search", "--limit is at least 1")
		}
		return p.service(cmd.Context(), false, func(s *investigate.Service) error {
			hits, err := s.Search(cmd.Context(), strings.Join(args, " "), kinds, limit)
			if err != nil {
				return err
			}
			t := newTable("key", "name", "ring")
			for _, h := range hits {
				t.add(h.Key.String(), h.Name, h.Ring)
			}
			return p.print(t, hits)
		})
	})
	return cmd
}

func parseKinds(words []string) ([]entity.Kind, error) {
	var kinds []entity.Kind
	for _, w := range words {
		k, ok := entity.ParseKind(strings.ToLower(w))
		if !ok {
			return nil, wrongUse("search", "no kind is called %q", w)
		}
		kinds = append(kinds, k)
	}
	return kinds, nil
}
