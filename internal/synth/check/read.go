package check

import (
	"bufio"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// manifest is what the world says of itself.
type manifest struct {
	Storefronts int  `json:"storefronts"`
	Unfinished  bool `json:"unfinished"`
	Knobs       []struct {
		Name  string  `json:"name"`
		Value float64 `json:"value"`
	} `json:"knobs"`
	Rows   map[string]int    `json:"rows"`
	SHA256 map[string]string `json:"sha256"`
}

func (m *manifest) knob(name string) float64 {
	for _, k := range m.Knobs {
		if k.Name == name {
			return k.Value
		}
	}
	return math.NaN()
}

// shop is what the input tells of a storefront, and its label.
type shop struct {
	region     string
	illicit    bool
	operation  string
	ring       string
	findable   string
	complaints float64
	upheld     float64
	positive   float64 // test purchases that were counterfeit
	orders     float64
	accounts   int
	prices     []skuPrice
	scores     []float64
	values     []int // index of each identifier that it shows, each once
	hard       []int // those of them that others vouch for
	stock      float64
}

type skuPrice struct {
	sku   int
	price float64
}

// world is a world as its files tell it.
type world struct {
	dir      string
	manifest manifest
	index    map[string]int // storefront to place in shops; looked up only
	keys     []string
	shops    []shop
	value    map[string]int // text of an identifier to its number; looked up only
	kinds    []string       // of each identifier
	hub      []bool         // of each identifier
	skus     map[string]int
	problems []string // rows that do not fit together

	complaints, malicious int
	present               map[string]int // rows of truth files
	pursued, convicted    int
}

func read(dir string) (*world, error) {
	w := &world{dir: dir, index: map[string]int{}, value: map[string]int{}, skus: map[string]int{}, present: map[string]int{}}
	data, err := os.ReadFile(filepath.Join(dir, "truth", "manifest.json"))
	if err != nil {
		return nil, errs.Disk("synth", "manifest.json", err)
	}
	if err := json.Unmarshal(data, &w.manifest); err != nil || w.manifest.Unfinished {
		return nil, &errs.Error{Op: "synth", Kind: errs.Invalid, Subject: "manifest.json", Message: "is of no finished world", Remedy: "Write the world again.", Err: err}
	}
	for _, step := range []func() error{w.readShops, w.readOperations, w.readValues, w.readEvents, w.readGoods, w.readCounts} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// rows calls each with every row as a function from column to cell, and holds
// the file against the manifest.
func (w *world) rows(path string, each func(cell func(string) string)) error {
	if w.manifest.Rows[path] == 0 { // such a file is not written
		return nil
	}
	f, err := os.Open(filepath.Join(w.dir, filepath.FromSlash(path)))
	if err != nil {
		return errs.Disk("synth", path, err)
	}
	defer f.Close()
	sum := sha256.New()
	in := csv.NewReader(bufio.NewReaderSize(io.TeeReader(f, sum), 1<<16))
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return errs.Disk("synth", path, err)
	}
	header = slices.Clone(header)
	var row []string
	cell := func(name string) string { return row[slices.Index(header, name)] }
	n := 0
	for {
		if row, err = in.Read(); errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errs.Disk("synth", path, err)
		}
		n++
		each(cell)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); n != w.manifest.Rows[path] || got != w.manifest.SHA256[path] {
		w.problems = append(w.problems, path+" is not what the manifest says")
	}
	return nil
}

// at returns a storefront, noting a reference that leads nowhere.
func (w *world) at(key, path string) *shop {
	i, ok := w.index[key]
	if !ok {
		w.problems = append(w.problems, path+" names an unknown storefront")
		return &shop{}
	}
	return &w.shops[i]
}

func (w *world) readShops() error {
	return w.rows("input/storefronts.csv", func(cell func(string) string) {
		key := cell("platform") + ":" + cell("shop_id")
		if _, twice := w.index[key]; twice {
			w.problems = append(w.problems, "a storefront stands twice")
		}
		w.index[key] = len(w.shops)
		w.keys = append(w.keys, key)
		w.shops = append(w.shops, shop{region: cell("ship_from_region")})
	})
}

func (w *world) readOperations() error {
	labels := 0
	err := errors.Join(
		w.rows("truth/labels.csv", func(cell func(string) string) {
			labels++
			w.at(cell("storefront"), "labels").illicit = cell("illicit") == "yes"
		}),
		w.rows("truth/operations.csv", func(cell func(string) string) {
			s := w.at(cell("storefront"), "operations")
			s.operation = cell("operation")
			if s.illicit != (len(cell("kind")) > 7 && cell("kind")[:7] == "illicit") {
				w.problems = append(w.problems, "labels and operations disagree")
			}
		}),
		w.rows("truth/rings.csv", func(cell func(string) string) {
			s := w.at(cell("storefront"), "rings")
			s.ring, s.findable = cell("ring"), cell("findable")
			if s.ring != s.operation || !s.illicit {
				w.problems = append(w.problems, "rings and operations disagree")
			}
		}),
		w.rows("truth/stock.csv", func(cell func(string) string) {
			w.at(cell("storefront"), "stock").stock = number(cell("q"))
		}))
	if labels != len(w.shops) || len(w.shops) != w.manifest.Storefronts {
		w.problems = append(w.problems, "storefronts, labels and manifest differ in number")
	}
	return err
}

// show records an identifier of a storefront.
func (w *world) show(owner, kind, value, class, path string) {
	text := kind + "|" + value
	id, ok := w.value[text]
	if !ok {
		id = len(w.kinds)
		w.value[text] = id
		w.kinds = append(w.kinds, kind)
	}
	s := w.at(owner, path)
	if !slices.Contains(s.values, id) {
		s.values = append(s.values, id)
		if kind == "PAYMENT_ACCOUNT" {
			s.accounts++
		}
	}
	if (class == "OBSERVED" || class == "VERIFIED") && !slices.Contains(s.hard, id) {
		s.hard = append(s.hard, id)
	}
}

func (w *world) readValues() error {
	err := errors.Join(
		w.rows("input/addresses.csv", func(c func(string) string) {
			w.show(c("owner_ref"), "ADDRESS", c("raw"), c("evidence_class"), "addresses")
		}),
		w.rows("input/payment_accounts.csv", func(c func(string) string) {
			w.show(c("owner_ref"), "PAYMENT_ACCOUNT", c("scheme")+":"+c("value"), c("evidence_class"), "payment_accounts")
		}),
		w.rows("input/contacts.csv", func(c func(string) string) {
			w.show(c("owner_ref"), c("kind"), c("value"), c("evidence_class"), "contacts")
		}),
		w.rows("input/links.csv", func(c func(string) string) {
			w.show(c("storefront"), c("kind"), c("value"), c("evidence_class"), "links")
		}))
	w.hub = make([]bool, len(w.kinds))
	return errors.Join(err, w.rows("truth/hubs.csv", func(c func(string) string) {
		if id, met := w.value[c("kind")+"|"+c("value")]; met {
			w.hub[id] = true
		}
	}))
}

func (w *world) readEvents() error {
	known := map[string]bool{} // complaints; looked up only
	return errors.Join(
		w.rows("input/complaints.csv", func(c func(string) string) {
			known[c("complaint_id")] = true
			w.complaints++
			s := w.at(c("target_ref"), "complaints")
			s.complaints++
			if c("outcome") == "UPHELD" {
				s.upheld++
			}
		}),
		w.rows("truth/malicious_complaints.csv", func(c func(string) string) {
			w.malicious++
			if !known[c("complaint_id")] {
				w.problems = append(w.problems, "a malicious complaint is not in the input")
			}
		}),
		w.rows("input/test_purchases.csv", func(c func(string) string) {
			if c("verdict") == "COUNTERFEIT" {
				w.at(c("storefront_ref"), "test_purchases").positive++
			}
		}),
		w.rows("input/enforcements.csv", func(c func(string) string) { w.at(c("subject_ref"), "enforcements") }),
		w.rows("input/order_aggregates.csv", func(c func(string) string) {
			w.at(c("storefront_ref"), "order_aggregates").orders += number(c("orders"))
		}))
}

func (w *world) readGoods() error {
	return w.rows("input/listings.csv", func(c func(string) string) {
		sku, ok := w.skus[c("sku")]
		if !ok {
			sku = len(w.skus)
			w.skus[c("sku")] = sku
		}
		s := w.at(c("storefront_ref"), "listings")
		s.prices = append(s.prices, skuPrice{sku, number(c("price"))})
		if text := c("goods_score_0_100"); text != "" {
			s.scores = append(s.scores, number(text))
		}
	})
}

// readCounts reads what else the truth holds, for being there.
func (w *world) readCounts() error {
	var all error
	for _, name := range []string{"victims", "bought_shops", "suppliers", "reentry_pairs", "innocent_clusters", "true_links", "amounts", "brushed_orders", "complainants"} {
		all = errors.Join(all, w.rows("truth/"+name+".csv", func(func(string) string) { w.present[name]++ }))
	}
	return errors.Join(all, w.rows("truth/funnel_propensity.csv", func(c func(string) string) {
		w.present["leads"]++
		if c("pursued") == "yes" {
			w.pursued++
		}
		if c("convicted") == "yes" {
			w.convicted++
		}
	}))
}

func number(text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return math.NaN()
	}
	return v
}
