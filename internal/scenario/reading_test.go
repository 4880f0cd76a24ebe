package scenario_test

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/scenario"
)

// The rules of reading are switched off in the world and not in the program:
// a value that a rule would keep from linking is written as another one of its
// kind that does link, the same one wherever it stands. So no way exists, for
// anybody, to tell the program to take a mask for a number.

// linking returns a rewriter that makes values link which have one of the
// issues.
func linking(codes ...canon.Code) func() func(scenario.Row) scenario.Row {
	return func() func(scenario.Row) scenario.Row {
		return func(r scenario.Row) scenario.Row {
			kind, _ := entity.ParseKind(strings.ToLower(r.Kind))
			if v, issue := canon.Canonicalise(kind, "", r.Value); slices.Contains(codes, issue.Code) && issue.Level != canon.Refuses {
				r.Value = standIn(kind, v.ID)
			}
			return r
		}
	}
}

// standIn returns a value of the kind that links, another one for each text.
func standIn(kind entity.Kind, text string) string {
	h := fnv.New64a()
	h.Write([]byte(text))
	n := h.Sum64()
	switch kind {
	case entity.KindPaymentAccount:
		return fmt.Sprintf("ALIPAY:in%016x", n)
	case entity.KindPhone:
		return fmt.Sprintf("+86139%04d%04d", n%7919+1013, n>>32%7919+1013)
	case entity.KindAddress:
		letters := strings.Map(func(r rune) rune { return 'a' + r%16 }, fmt.Sprintf("%016x", n))
		return letters + " street 7, Leeds"
	case entity.KindEmail:
		return fmt.Sprintf("in%016x@mail.example", n)
	case entity.KindDomain:
		return fmt.Sprintf("in%016x.example", n)
	}
	return fmt.Sprintf("in %016x", n)
}

// apartBySpelling makes every further spelling of a value another value.
func apartBySpelling() func(scenario.Row) scenario.Row {
	first := map[entity.Key]string{}
	return func(r scenario.Row) scenario.Row {
		kind, _ := entity.ParseKind(strings.ToLower(r.Kind))
		v, issue := canon.Canonicalise(kind, "", r.Value)
		if issue.Code != "" {
			return r
		}
		key := entity.Key{Kind: kind, ID: v.ID}
		if first[key] == "" {
			first[key] = r.Value
		}
		if first[key] != r.Value {
			r.Value = standIn(kind, r.Value)
		}
		return r
	}
}

// onePlatform takes all platforms for one.
func onePlatform() func(scenario.Row) scenario.Row {
	only := ""
	return func(r scenario.Row) scenario.Row {
		platform, shop, ok := strings.Cut(r.Shop, ":")
		if !ok {
			return r
		}
		if only == "" {
			only = platform
		}
		r.Shop = only + ":" + shop
		return r
	}
}
