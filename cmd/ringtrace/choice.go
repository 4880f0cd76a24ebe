package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// choice is a flag that takes one word of a fixed list.
type choice struct {
	words []string
	word  *string
}

// oneOf adds a choice flag; the first word that is not empty need not be the
// default.
func oneOf(f *pflag.FlagSet, word *string, name, value, usage string, words ...string) {
	*word = value
	f.Var(choice{words, word}, name, usage)
}

func (c choice) String() string {
	if c.word == nil {
		return ""
	}
	return *c.word
}

func (c choice) Set(s string) error {
	if !slices.Contains(c.words, s) {
		return fmt.Errorf("must be one of %s", strings.Join(c.words, ", "))
	}
	*c.word = s
	return nil
}

func (c choice) Type() string { return strings.Join(c.words, "|") }
