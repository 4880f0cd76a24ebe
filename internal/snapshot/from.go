package snapshot

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
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
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	f := &fileReader{path: path, kinds: map[string]entity.Kind{}}
	if kinds != "" {
		if err := f.readKinds(kinds); err != nil {
			return nil, err
		}
	}
	if strings.HasSuffix(path, ".u32") {
		err = f.readPairs(data)
	} else {
		err = f.readCSV(data)
	}
	if err != nil {
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
	path  string
	kinds map[string]entity.Kind
	b     Builder
}

func readFile(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, &errs.Error{Op: "detect", Kind: errs.NotFound, Subject: filepath.Base(path), Message: "no such file", Err: err}
	}
	if err != nil {
		return nil, &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: filepath.Base(path), Message: "cannot be read", Err: err}
	}
	return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), nil
}

func (f *fileReader) invalid(subject, message, remedy string) error {
	return &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: strings.TrimSpace(filepath.Base(f.path) + " " + subject), Message: message, Remedy: remedy}
}

// kindOf returns the kind of an identifier that has none in the file itself.
func (f *fileReader) kindOf(id string) entity.Kind {
	if k, ok := f.kinds[id]; ok {
		return k
	}
	return entity.KindOther
}

func (f *fileReader) readKinds(path string) error {
	data, err := readFile(path)
	if err != nil {
		return err
	}
	k := &fileReader{path: path}
	return k.rows(data, func(header []string) (take, error) {
		id, kind := column(header, "identifier"), column(header, "type")
		if id < 0 || kind < 0 {
			return nil, k.invalid("", "has no columns identifier and type", "name them in the first row")
		}
		return func(row []string) error {
			f.kinds[strings.Clone(row[id])] = KindOf(row[kind])
			return nil
		}, nil
	})
}

func (f *fileReader) readCSV(data []byte) error {
	return f.rows(data, func(header []string) (take, error) {
		shop, kind, value := column(header, "storefront"), column(header, "kind"), column(header, "value")
		if shop >= 0 && kind >= 0 && value >= 0 {
			return func(row []string) error { return f.add(row[shop], KindOf(row[kind]), row[value]) }, nil
		}
		if len(header) != 2 {
			return nil, f.invalid("", "has neither the columns storefront, kind, value nor exactly two columns", "give storefront and identifier")
		}
		return func(row []string) error { return f.add(row[0], f.kindOf(row[1]), row[1]) }, nil
	})
}

var errEmpty = errors.New("an empty storefront or identifier")

func (f *fileReader) add(shop string, k entity.Kind, value string) error {
	if shop == "" || value == "" {
		return errEmpty
	}
	f.b.Add(shop, entity.LinkTo(k), entity.Key{Kind: k, ID: value}, entity.ClassObserved, entity.When{}, entity.When{})
	return nil
}

// readPairs keeps the pairs' own numbers as texts.
func (f *fileReader) readPairs(data []byte) error {
	if len(data)%8 != 0 {
		return f.invalid("", fmt.Sprintf("is %d bytes long, no multiple of 8", len(data)), "give pairs of little-endian uint32")
	}
	largest := uint32(0)
	for at := 0; at < len(data); at += 4 {
		largest = max(largest, binary.LittleEndian.Uint32(data[at:]))
	}
	shops, ids := newNumbered(largest, len(data)), newNumbered(largest, len(data))
	addID := func(text string) int32 { return f.b.AddID(entity.Key{Kind: f.kindOf(text), ID: text}) }
	for ; len(data) > 0; data = data[8:] {
		shop := shops.get(binary.LittleEndian.Uint32(data), f.b.AddShop)
		id := ids.get(binary.LittleEndian.Uint32(data[4:]), addID)
		t := entity.LinkTo(f.b.idKeys[id].Kind)
		f.b.AddNumbered(shop, t, id, entity.ClassObserved, entity.When{}, entity.When{})
	}
	return nil
}

// numbered maps a file's numbers to a builder's: by a table where they are
// dense, by a map where they are not.
type numbered struct {
	table  []int32 // plus one
	sparse map[uint32]int32
}

func newNumbered(largest uint32, rows int) *numbered {
	if int64(largest) > 4*int64(rows)+1<<20 {
		return &numbered{sparse: make(map[uint32]int32)}
	}
	return &numbered{table: make([]int32, int(largest)+1)}
}

func (n *numbered) get(number uint32, add func(text string) int32) int32 {
	if n.sparse != nil {
		v, ok := n.sparse[number]
		if !ok {
			v = add(strconv.FormatUint(uint64(number), 10))
			n.sparse[number] = v
		}
		return v
	}
	if n.table[number] == 0 {
		n.table[number] = add(strconv.FormatUint(uint64(number), 10)) + 1
	}
	return n.table[number] - 1
}

func column(header []string, name string) int {
	for i, h := range header {
		if strings.EqualFold(strings.TrimSpace(h), name) {
			return i
		}
	}
	return -1
}

// take reads one row; the row's memory is reused afterwards.
type take func(row []string) error

// rows hands every row after the header to what begin returns. A row with
// fewer or more fields than the header, or one that is refused, is an error
// with its line.
func (f *fileReader) rows(data []byte, begin func(header []string) (take, error)) error {
	r := csv.NewReader(bytes.NewReader(data))
	r.ReuseRecord = true
	header, err := r.Read()
	if err == io.EOF {
		return f.invalid("", "is empty", "give a header and rows")
	}
	if err != nil {
		return f.broken(err)
	}
	take, err := begin(append([]string(nil), header...))
	if err != nil {
		return err
	}
	for {
		row, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return f.broken(err)
		}
		if err := take(row); err != nil {
			line, _ := r.FieldPos(0)
			return f.invalid(fmt.Sprintf("line %d", line), "has "+err.Error(), "fill it in or leave the row out")
		}
	}
}

func (f *fileReader) broken(err error) error {
	subject := ""
	var p *csv.ParseError
	if errors.As(err, &p) {
		subject = fmt.Sprintf("line %d", p.Line)
	}
	return &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: strings.TrimSpace(filepath.Base(f.path) + " " + subject),
		Message: "is no well-formed CSV", Remedy: "quote fields that hold commas or quotes", Err: err}
}
