package ingest_test

import (
	"context"
	"crypto/rand"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// TestRefusedFiles holds the text of every error that refuses a whole load.
func TestRefusedFiles(t *testing.T) {
	tests := []struct {
		name  string
		files files
		want  string
	}{
		{"empty file", files{"links.csv": ""}, "load: links.csv: the file is empty [EMPTY]. Write a header line with the names of the columns, then one line a row."},
		{"only a mark", files{"links.csv": "\xef\xbb\xbf\n"}, "load: links.csv: the file is empty [EMPTY]. Write a header line with the names of the columns, then one line a row."},
		{"NUL in the header", files{"links.csv": "a,b\x00c\n"}, "load: links.csv row 0 (the header) column 2: the header holds a NUL byte: the file is not text [ENCODING]. Save it as \"CSV UTF-8\"."},
		{"damaged header", files{"links.csv": "storefront,店\xff铺\ns1,店\ns2,铺\n"}, "load: links.csv row 0 (the header) column 2: the header holds bytes that are not UTF-8 [ENCODING]. Correct the first line, or save the file as \"CSV UTF-8\"."},
		{"Latin-1", files{"links.csv": "storefront,kind,value\ns1,OTHER,M\xfcller\n"}, "load: links.csv line 2: is not UTF-8, and neither are 1 of 1 lines with letters beyond ASCII; they are not GB18030 either (Latin-1, Windows-125x, Big5 and Shift-JIS are not read: they cannot be told apart for certain) [ENCODING]. Open it in the program it came from and save it as \"CSV UTF-8\"."},
		{"header with an open quote", files{"links.csv": "\"storefront,kind,value\na,b,c\n"}, "load: links.csv row 0 (the header): its quotes do not match, or it is too long [BAD_QUOTES]. Correct the first line."},
		{"duplicate header", files{"links.csv": "storefront,kind,value,Kind\n"}, "load: links.csv row 0 (the header): columns 2 and 4 are both \"kind\" [DUPLICATE_COLUMN]. Rename or remove one of them."},
		{"missing column", files{"links.csv": "storefront,kind\n"}, "load: links.csv row 0 (the header): the column \"value\" is missing; the file has storefront, kind [MISSING_REQUIRED]. Add it, or say which of your columns it is: --columns yours=value, or a mapping (--suggest-mapping writes one)."},
		{"missing one of two", files{"storefronts.csv": "platform,shop_name\n"}, "load: storefronts.csv row 0 (the header): the column \"shop_id\" or \"url\" is missing; the file has platform, shop_name [MISSING_REQUIRED]. Add it, or say which of your columns it is: --columns yours=shop_id, or a mapping (--suggest-mapping writes one)."},
		{"full-width commas", files{"links.csv": "storefront，kind，value\n"}, "load: links.csv row 0 (the header): the column \"storefront\" is missing; the file has storefront，kind，value [MISSING_REQUIRED]. Add it, or say which of your columns it is: --columns yours=storefront, or a mapping (--suggest-mapping writes one). The line looks separated by full-width commas: save it with plain ones."},
		{"nothing known", files{"readme.txt": "x"}, "load: FOLDER: the folder has no known file; it has 1 others. Looked for addresses.csv, brands.csv, complaints.csv, contacts.csv, enforcements.csv, judgements.csv, links.csv, listings.csv, order_aggregates.csv, payment_accounts.csv, regions.csv, sellers.csv, shipments.csv, sites.csv, storefronts.csv, test_purchases.csv, the same with .tsv, .ndjson or .parquet, and each of these packed (.gz, .zst). Rename your files, or load one with --kind or --mapping."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			dir := write(t, tt.files)
			report, err := d.loadPaths(t.Context(), dir)
			wantKind(t, err, errs.Invalid)
			if diff := cmp.Diff(tt.want, strings.Replace(err.Error(), filepath.Base(dir), "FOLDER", 1)); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
			if report != nil {
				t.Error("a refused load has a report")
			}
			d.untouched()
		})
	}
}

// untouched fails the test when vault, store or report folder hold anything.
func (d *desk) untouched() {
	d.Helper()
	info, err := d.graph.Info(context.WithoutCancel(d.Context()))
	if err != nil || info.Generation != 0 || info.Nodes != 0 {
		d.Errorf("the store was touched: %+v %v", info, err)
	}
	if n := len(d.vault.Loads()); n != 0 {
		d.Errorf("the vault has %d loads", n)
	}
	left, err := os.ReadDir(d.out)
	if (err != nil && !errors.Is(err, os.ErrNotExist)) || len(left) != 0 {
		d.Errorf("left behind: %v %v", left, err)
	}
}

func TestRefusedPaths(t *testing.T) {
	d := newDesk(t)
	world := write(t, nil)
	truth := filepath.Join(world, "truth")
	if err := os.Mkdir(truth, 0o700); err != nil {
		t.Fatal(err)
	}
	planted := files{"manifest.json": `{"generator":"synth"}`, "links.csv": "storefront,kind,value\n"}
	for name, content := range planted {
		if err := os.WriteFile(filepath.Join(truth, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	odd := filepath.Join(write(t, files{"export.csv": "a,b\n"}), "export.csv")
	for name, tt := range map[string]struct {
		paths []string
		tweak func(*ingest.Options)
		kind  errs.Kind
		want  string
	}{
		"none":         {nil, nil, errs.Invalid, "load: no file or folder to load. Name one: ringtrace load PATH"},
		"missing":      {[]string{filepath.Join(world, "gone.csv")}, nil, errs.NotFound, "load: gone.csv: there is no such file or folder. Check the path."},
		"the truth":    {[]string{truth}, nil, errs.Invalid, "load: truth: this is an invented world with its truth, which detection must not see. Load its input folder."},
		"its folder":   {[]string{world}, nil, errs.Invalid, "load: " + filepath.Base(world) + ": this is an invented world with its truth, which detection must not see. Load its input folder."},
		"a file of it": {[]string{filepath.Join(truth, "links.csv")}, nil, errs.Invalid, "load: links.csv: this is an invented world with its truth, which detection must not see. Load its input folder."},
		"unknown name": {[]string{odd}, nil, errs.Invalid, "load: export.csv: its name does not say what its rows are. Say it with --kind: addresses, brands, complaints, contacts, enforcements, judgements, links, listings, order_aggregates, payment_accounts, regions, sellers, shipments, sites, storefronts, test_purchases."},
		"unknown kind": {[]string{odd}, func(o *ingest.Options) { o.Kind = "things" }, errs.Invalid, "load: export.csv: \"things\" is no kind of file. The kinds are addresses, brands, complaints, contacts, enforcements, judgements, links, listings, order_aggregates, payment_accounts, regions, sellers, shipments, sites, storefronts, test_purchases."},
		"unknown zone": {[]string{odd}, func(o *ingest.Options) { o.Kind, o.Timezone = "links", "Mars/Base" }, errs.Invalid, "load: time zone: \"Mars/Base\" is not a time zone. Name it like Asia/Shanghai, or leave it out for UTC."},
	} {
		t.Run(name, func(t *testing.T) {
			d.tweak = tt.tweak
			_, err := d.loadPaths(t.Context(), tt.paths...)
			wantKind(t, err, tt.kind)
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
			d.untouched()
		})
	}
}

func TestOneBadFileRefusesAll(t *testing.T) {
	d := newDesk(t)
	fs := small()
	fs["enforcements.csv"] = "step\n"
	_, err := d.load(fs)
	wantKind(t, err, errs.Invalid)
	d.untouched()
}

// failing is a store that fails when a load is to be committed.
type failing struct {
	store.Graph
	err error
}

func (f failing) ApplyAll(_ context.Context, pieces iter.Seq2[store.Batch, error]) (store.Generation, error) {
	for _, err := range pieces {
		if err != nil {
			return 0, err
		}
	}
	return 0, f.err
}

func TestStoreThatFailsLeavesTheLoadAbandoned(t *testing.T) {
	d := newDesk(t)
	sound := d.graph
	d.graph = failing{sound, &errs.Error{Kind: errs.Unavailable}}
	_, err := d.load(small())
	wantKind(t, err, errs.Unavailable)
	if ls := d.vault.Loads(); len(ls) != 1 || !ls[0].Abandoned {
		t.Errorf("loads %+v, want one that is abandoned", ls)
	}
	d.graph = sound
	if r := d.mustLoad(small()); r.Load != 2 || len(r.Replayed) != 0 {
		t.Errorf("load %d after replaying %v; want the second load, nothing replayed", r.Load, r.Replayed)
	}
}

// impatient is a context that ends after so many looks at it.
type impatient struct {
	context.Context
	looks *atomic.Int64
}

func (c impatient) Err() error {
	if c.looks.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// TestInterruptedAnywhere stops a load at every point where it looks at its
// context: the store stays as it was, and the next load is as if nothing had
// been.
func TestInterruptedAnywhere(t *testing.T) {
	all := small()
	fs := files{"storefronts.csv": all["storefronts.csv"], "links.csv": all["links.csv"], "contacts.csv": all["contacts.csv"]}
	fs["links.csv"] += strings.Repeat("s9,OTHER,v,,,,,,,\n", 1100)
	want := newDesk(t)
	want.mustLoad(fs)
	for n := 0; ; n++ {
		d := newDesk(t)
		var looks atomic.Int64
		looks.Store(int64(n))
		_, err := d.loadPaths(impatient{t.Context(), &looks}, write(t, fs))
		if err == nil {
			if n < 10 {
				t.Errorf("only %d looks at the context", n)
			}
			return
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("after %d looks: %v", n, err)
		}
		if info, err := d.graph.Info(t.Context()); err != nil || info.Generation != 0 {
			t.Fatalf("after %d looks the store was touched: %+v %v", n, info, err)
		}
		d.mustLoad(fs)
		if diff := cmp.Diff(dump(t, want.graph, withRecord), dump(t, d.graph, withRecord)); diff != "" {
			t.Fatalf("after %d looks the next load differs:\n%s", n, diff)
		}
	}
}

func TestFoldersThatCannotBeWritten(t *testing.T) {
	blocked := filepath.Join(write(t, files{"file": "x"}), "file", "below")
	t.Run("vault", func(t *testing.T) {
		d := newDesk(t)
		place := filepath.Join(t.TempDir(), "vault")
		v, err := vault.Open(place, vault.Options{Random: rand.Reader})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(place, nil, 0o600); err != nil { // a file where the folder should be
			t.Fatal(err)
		}
		d.vault = v
		_, err = d.load(small())
		wantKind(t, err, errs.Unavailable)
		if info, err := d.graph.Info(t.Context()); err != nil || info.Generation != 0 {
			t.Errorf("the store was touched: %+v %v", info, err)
		}
	})
	t.Run("reports", func(t *testing.T) {
		d := newDesk(t)
		d.out = blocked
		_, err := d.load(small())
		wantKind(t, err, errs.Unavailable)
		if strings.Contains(err.Error(), blocked) {
			t.Errorf("the message names a path: %v", err)
		}
		if len(d.vault.Files()) != 0 {
			t.Error("files are in the vault, though the load failed before")
		}
	})
}
