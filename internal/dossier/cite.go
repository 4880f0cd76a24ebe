package dossier

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// citations are the rows that a package rests on, proved, and their names.
type citations struct {
	files []*citedFile // by SHA-256: F1, F2, ...
	of    map[uint32]*citedFile
}

type citedFile struct {
	vault.File
	id   string
	tree *vault.RowTree
	rows []citedRow // by number; the first is the header
}

type citedRow struct {
	vault.Proof
	class class
}

// cite proves every row that claims rest on. The vault's file numbers depend
// on the order of loading, so files are named anew, in the order of their
// hashes.
func cite(ctx context.Context, from Evidence, records []entity.Record) (*citations, error) {
	c := &citations{of: map[uint32]*citedFile{}}
	byHash := map[string]*citedFile{}
	wanted := map[*citedFile][]uint32{}
	for _, r := range records {
		f := c.of[r.File()]
		if f == nil {
			file, err := from.File(r.File())
			if err != nil {
				return nil, err
			}
			if f = byHash[file.SHA256]; f == nil {
				f = &citedFile{File: file}
				byHash[file.SHA256] = f
				c.files = append(c.files, f)
			}
			if cmp.Or(cmp.Compare(file.Kind, f.Kind), cmp.Compare(file.Name, f.Name)) < 0 {
				f.File = file
			}
			c.of[r.File()] = f
		}
		wanted[f] = append(wanted[f], r.Row())
	}
	slices.SortFunc(c.files, func(a, b *citedFile) int { return cmp.Compare(a.SHA256, b.SHA256) })
	for i, f := range c.files {
		f.id = fmt.Sprintf("F%d", i+1)
		if err := f.prove(ctx, from, wanted[f]); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (f *citedFile) prove(ctx context.Context, from Evidence, rows []uint32) error {
	rows = append(rows, 0)
	slices.Sort(rows)
	rows = slices.Compact(rows)
	tree, proofs, err := from.Prove(ctx, f.Number, rows)
	if err != nil {
		return err
	}
	f.tree = tree
	for i := range proofs {
		r := citedRow{Proof: proofs[i], class: classRow}
		if i > 0 && sealed(&proofs[i].Row, f.columns(&proofs[0].Row, &proofs[i].Row)) {
			r.class = classSealedRow
		}
		f.rows = append(f.rows, r)
	}
	return nil
}

// columns returns what the fields of a row are called, after the names that the
// load gave them: the row itself says so, or else the header.
func (f *citedFile) columns(header, r *vault.Row) []string {
	raw, named := r.Named(nil)
	if !named {
		raw = header.Fields(nil)
	}
	var names []string
	for _, field := range raw {
		name := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(string(field))))
		if meant, ok := f.Options["column."+name]; ok {
			name = meant
		}
		names = append(names, name)
	}
	return names
}

// sealed reports whether a row fills a column that only the originating unit
// may see: one that names an informant, or one that we do not know.
func sealed(r *vault.Row, columns []string) bool {
	for i, field := range r.Fields(nil) {
		if len(field) > 0 && (i >= len(columns) || !slices.Contains(openColumns[:], columns[i])) {
			return true
		}
	}
	return false
}

// openColumns are the columns that an assigned police force may see. Missing
// are those that name whoever told us (complainant_ref, collected_by), a
// person's hashed number (resident_id_hash), and whatever we do not know.
var openColumns = [...]string{
	"source", "source_record_id", "observed_at", "evidence_class", "evidence_ref", "until",
	"scheme", "code", "name", "parent", "lat", "lon", "edition", "datum",
	"name_lang", "legal_name", "uscc", "contact_phone", "contact_email", "wechat", "qq", "registered_at", "banned_at", "ban_reason", "predecessor_seller_ref",
	"platform", "url", "shop_id", "shop_name", "seller_ref", "ship_from_region", "ship_to_regions", "opened_at", "closed_at", "status",
	"storefront", "kind", "value", "region",
	"holder_name", "bank_code", "owner_ref", "owner_kind", "verified_at",
	"raw", "role", "country", "admin_code",
	"complaint_id", "target_ref", "complainant_kind", "reason", "filed_at", "outcome", "refutation_due_at",
	"purchase_id", "listing_ref", "storefront_ref", "bought_at", "amount", "currency", "pay_to_account_ref", "received_at", "verdict", "examiner", "exhibit_id",
	"subject_ref", "step", "at", "by", "policy", "reversed_at",
}

// ref names a row: F1/15. A claim that rests on no record has none.
func (c *citations) ref(r entity.Record) string {
	f := c.of[r.File()]
	if r == 0 || f == nil {
		return ""
	}
	return fmt.Sprintf("%s/%d", f.id, r.Row())
}

// refs names rows, each once, in order of file and row.
func (c *citations) refs(records ...entity.Record) []string {
	slices.SortFunc(records, func(a, b entity.Record) int {
		return cmp.Or(cmp.Compare(c.order(a), c.order(b)), cmp.Compare(a.Row(), b.Row()))
	})
	out := []string{}
	for _, r := range records {
		if ref := c.ref(r); ref != "" && !slices.Contains(out[max(0, len(out)-1):], ref) {
			out = append(out, ref)
		}
	}
	return out
}

func (c *citations) order(r entity.Record) string {
	if f := c.of[r.File()]; f != nil {
		return f.SHA256
	}
	return ""
}

// index writes the evidence section.
func (c *citations) index() EvidenceIndex {
	x := EvidenceIndex{Files: []File{}, Rows: []CitedRow{}}
	for _, f := range c.files {
		x.Files = append(x.Files, File{ID: f.id, SHA256: f.SHA256, Kind: f.Kind, Name: textOf(classFileName, f.Name), Bytes: f.Bytes,
			Leaves: f.tree.Leaves, RowRoot: f.tree.Root.String()})
		for i := range f.rows {
			r := &f.rows[i]
			row := CitedRow{Ref: fmt.Sprintf("%s/%d", f.id, r.Row.Number), Offset: r.Row.Offset, Bytes: r.Row.Size, Leaf: r.Leaf.String(), Text: textOf(r.class, "(not text)")}
			if utf8.Valid(r.Row.Raw) {
				row.Text.Value = string(r.Row.Raw)
			}
			x.Rows = append(x.Rows, row)
		}
	}
	return x
}

// checkWhole refuses rows that were cut when they were read: what is cited is
// cited in full.
func (c *citations) checkWhole() error {
	for _, f := range c.files {
		for i := range f.rows {
			if r := &f.rows[i]; r.Row.Size != int64(len(r.Row.Raw)) {
				return &errs.Error{Op: "package", Kind: errs.Conflict, Subject: fmt.Sprintf("row %d of vault file %d", r.Row.Number, f.Number),
					Message: "is too long to be cited in full"}
			}
		}
	}
	return nil
}
