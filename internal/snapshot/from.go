package snapshot

import (
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/linkfile"
)

// FromFile reads a snapshot straight from a file, without a store, for
// `detect --from`. Every link counts as OBSERVED and has no time, and
// storefronts keep their ids as they came. Three forms are read: little-endian
// uint32 pairs (name ends in .u32), a CSV with the header of links.csv
// (storefront, kind, value among the columns), and a CSV of any other two
// columns, storefront and identifier.
//
// kinds, where not "", is a CSV of identifier and type that gives each
// identifier its kind; further columns are ignored. Identifiers it does not
// name are OTHER. For links.csv it is not read: the file has kinds itself.
func FromFile(path, kinds string) (*Snapshot, error) {
	file, err := linkfile.Open(path)
	if err != nil {
		return nil, err
	}
	if file.IsPairs() {
		return fromPairs(file, kinds)
	}
	f := &fileReader{file: file, kinds: map[string]entity.Kind{}, b: Builder{late: true}}
	if kinds != "" {
		if err := f.readKinds(kinds); err != nil {
			return nil, err
		}
	}
	if err := f.readCSV(); err != nil {
		return nil, err
	}
	return f.b.Build(), nil
}

// KindOf returns the kind that a word of a kinds file means: the name of an
// identifier's kind in any case, or one of the words account, contact. Other
// words mean OTHER.
func KindOf(word string) entity.Kind {
	word = strings.ToLower(strings.TrimSpace(word))
	switch word {
	case "account":
		return entity.KindPaymentAccount
	case "contact":
		return entity.KindPhone
	}
	if k, ok := entity.ParseKind(word); ok && k.Identifier() {
		return k
	}
	return entity.KindOther
}

type fileReader struct {
	file  *linkfile.File
	kinds map[string]entity.Kind
	b     Builder
}

// kindOf returns the kind of an identifier that has none in the file itself.
func (f *fileReader) kindOf(id string) entity.Kind {
	if k, ok := f.kinds[id]; ok {
		return k
	}
	return entity.KindOther
}

func (f *fileReader) readKinds(path string) error {
	return eachKind(path, func(id []byte, k entity.Kind) { f.kinds[string(id)] = k })
}

// eachKind hands out what a file of kinds says, row by row; the memory of id is
// reused.
func eachKind(path string, take func(id []byte, k entity.Kind)) error {
	file, err := linkfile.Open(path)
	if err != nil {
		return err
	}
	known := make(map[string]entity.Kind) // few words for many rows
	return file.RowsBytes(func(header []string) (linkfile.TakeBytes, error) {
		id, kind := column(header, "identifier"), column(header, "type")
		if id < 0 || kind < 0 {
			return nil, file.Refuse("", "has no columns identifier and type", "name them in the first row")
		}
		return func(row [][]byte) error {
			k, ok := known[string(row[kind])]
			if !ok {
				k = KindOf(string(row[kind]))
				if len(known) < 1000 {
					known[string(row[kind])] = k
				}
			}
			take(row[id], k)
			return nil
		}, nil
	})
}

func (f *fileReader) readCSV() error {
	return f.file.Rows(func(header []string) (linkfile.Take, error) {
		shop, kind, value := column(header, "storefront"), column(header, "kind"), column(header, "value")
		if shop >= 0 && kind >= 0 && value >= 0 {
			return func(row []string) error { return f.add(row[shop], KindOf(row[kind]), row[value]) }, nil
		}
		if len(header) != 2 {
			return nil, f.file.Refuse("", "has neither the columns storefront, kind, value nor exactly two columns", "give storefront and identifier")
		}
		return func(row []string) error { return f.add(row[0], f.kindOf(row[1]), row[1]) }, nil
	})
}

func (f *fileReader) add(shop string, k entity.Kind, value string) error {
	if shop == "" || value == "" {
		return &linkfile.Refusal{Message: "has an empty storefront or identifier", Remedy: "fill it in or leave the row out"}
	}
	f.b.Add(shop, entity.LinkTo(k), entity.Key{Kind: k, ID: value}, entity.ClassObserved, entity.When{}, entity.When{})
	return nil
}

func column(header []string, name string) int {
	for i, h := range header {
		if strings.EqualFold(strings.TrimSpace(h), name) {
			return i
		}
	}
	return -1
}
