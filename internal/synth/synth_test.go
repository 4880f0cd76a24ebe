package synth_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/synth"
)

const seedFolder = "../../seed"

func generate(t *testing.T, seed uint64) *synth.World {
	t.Helper()
	w, err := synth.Generate(synth.Small, seed)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// reader reads a world's files as the loader and the evaluation do: it shares
// no code with the generator.
type reader map[string][]map[string]string

func read(t *testing.T, w *synth.World) reader {
	t.Helper()
	out := reader{}
	for _, f := range w.Files {
		if !strings.HasSuffix(f.Path, ".csv") {
			continue
		}
		rows, err := csv.NewReader(bytes.NewReader(f.Data)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", f.Path, err)
		}
		if len(rows)-1 != f.Rows {
			t.Errorf("%s: %d rows, says %d", f.Path, len(rows)-1, f.Rows)
		}
		for _, r := range rows[1:] {
			row := map[string]string{}
			for i, name := range rows[0] {
				row[name] = r[i]
			}
			out[f.Path] = append(out[f.Path], row)
		}
	}
	return out
}

// column maps one column of a file to another.
func (r reader) column(path, key, val string) map[string]string {
	out := map[string]string{}
	for _, row := range r[path] {
		out[row[key]] = row[val]
	}
	return out
}

// narrow undoes the one way in which hubs are spelled again.
var narrow = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9")

// holders lists, for every identifier of the input, the shops that show it by
// a class that can make a member (hard) or not.
func (r reader) holders(hard bool) map[string][]string {
	out := map[string][]string{}
	add := func(row map[string]string, shop, kind, value string) {
		class, ok := entity.ParseClass(row["evidence_class"])
		if !ok || class.Hard() != hard {
			return
		}
		key := kind + "|" + value
		if !slices.Contains(out[key], shop) {
			out[key] = append(out[key], shop)
		}
	}
	for _, row := range r["input/addresses.csv"] {
		add(row, row["owner_ref"], "ADDRESS", narrow.Replace(row["raw"]))
	}
	for _, row := range r["input/payment_accounts.csv"] {
		add(row, row["owner_ref"], "PAYMENT_ACCOUNT", row["scheme"]+":"+row["value"])
	}
	for _, row := range r["input/contacts.csv"] {
		add(row, row["owner_ref"], row["kind"], row["value"])
	}
	for _, row := range r["input/links.csv"] {
		add(row, row["storefront"], row["kind"], row["value"])
	}
	return out
}

func (r reader) hubs() map[string]bool {
	out := map[string]bool{}
	for _, row := range r["truth/hubs.csv"] {
		out[row["kind"]+"|"+row["value"]] = true
	}
	return out
}

func TestSeedFolderIsTheGeneratorsOutput(t *testing.T) {
	w := generate(t, synth.DefaultSeed)
	want := map[string]string{}
	for _, f := range w.Files {
		sum := sha256.Sum256(f.Data)
		want[f.Path] = hex.EncodeToString(sum[:])
	}
	got := map[string]string{}
	for _, dir := range []string{"input", "truth"} {
		files, err := os.ReadDir(filepath.Join(seedFolder, dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			data, err := os.ReadFile(filepath.Join(seedFolder, dir, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(data)
			got[dir+"/"+f.Name()] = hex.EncodeToString(sum[:])
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("seed/ is not what the generator writes; raise synth.Generator and run `ringtrace synth --preset small --out seed` again (-generated +committed):\n%s", diff)
	}
}

func TestSeedReadmeNamesTheNamedCases(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(seedFolder, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range read(t, generate(t, synth.DefaultSeed)).column("truth/named.csv", "name", "key") {
		if !bytes.Contains(page, []byte("| `"+name+"` | `"+key+"` |")) {
			t.Errorf("seed/README.md has another key for %s", name)
		}
	}
}

func TestManifestProvesTheInput(t *testing.T) {
	w := generate(t, 5)
	var m synth.Manifest
	if err := json.Unmarshal(w.Files[len(w.Files)-1].Data, &m); err != nil {
		t.Fatal(err)
	}
	inputs := 0
	for _, f := range w.Files {
		if !strings.HasPrefix(f.Path, "input/") {
			continue
		}
		inputs++
		sum := sha256.Sum256(f.Data)
		if m.SHA256[f.Path] != hex.EncodeToString(sum[:]) || m.Rows[f.Path] != f.Rows {
			t.Errorf("%s: the manifest says otherwise", f.Path)
		}
	}
	if inputs != 14 || len(m.SHA256) != inputs || m.Seed != 5 || m.Generator != synth.Generator {
		t.Errorf("manifest of %d inputs: %+v", inputs, m)
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	a, b, other := generate(t, 9), generate(t, 9), generate(t, 10)
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("two worlds of one seed differ:\n%s", diff)
	}
	if bytes.Equal(a.Files[0].Data, other.Files[0].Data) {
		t.Error("two seeds give one world")
	}
}

// TestInputHoldsNoTruth looks for operation ids as substrings and for every
// label of the truth as a word.
func TestInputHoldsNoTruth(t *testing.T) {
	w := generate(t, synth.DefaultSeed)
	r := read(t, w)
	ids, labels := map[string]bool{}, map[string]bool{}
	for _, row := range r["truth/operations.csv"] {
		ids[row["operation"]] = true
		labels[row["kind"]] = true
	}
	for _, row := range r["truth/rings.csv"] {
		ids[row["ring"]] = true
		labels[row["role"]], labels[row["template"]], labels[row["findable"]] = true, true, true
	}
	for _, row := range r["truth/hubs.csv"] {
		labels[row["type"]] = true
	}
	for _, row := range r["truth/named.csv"] {
		labels[row["name"]] = true
	}
	word := regexp.MustCompile(`[A-Za-z0-9_-]+`)
	for _, f := range w.Files {
		if !strings.HasPrefix(f.Path, "input/") {
			continue
		}
		for _, token := range word.FindAllString(strings.ToLower(string(f.Data)), -1) {
			if labels[token] {
				t.Fatalf("%s holds the label %q", f.Path, token)
			}
		}
		for id := range ids {
			if bytes.Contains(f.Data, []byte(id)) {
				t.Fatalf("%s holds the operation %q", f.Path, id)
			}
		}
	}
}

func TestSmallHasItsSizes(t *testing.T) {
	w := generate(t, synth.DefaultSeed)
	total := 0
	for _, f := range w.Files {
		total += len(f.Data)
	}
	if total > 2_000_000 {
		t.Errorf("the world has %d bytes", total)
	}
	r := read(t, w)
	if n := len(r["input/storefronts.csv"]); n != 1200 {
		t.Errorf("%d storefronts", n)
	}
	illicit := 0
	for _, row := range r["truth/operations.csv"] {
		if strings.HasPrefix(row["kind"], "illicit") {
			illicit++
		}
	}
	if illicit != 180 {
		t.Errorf("%d illicit storefronts, want 15 %%", illicit)
	}
	settled := 0
	for _, row := range r["input/complaints.csv"] {
		if slices.Contains([]string{"WITHDRAWN", "REJECTED", "REFUTED"}, row["outcome"]) {
			settled++
		}
	}
	if share := 100 * settled / len(r["input/complaints.csv"]); share < 21 || share > 27 {
		t.Errorf("%d %% of the complaints came to nothing, want about 24", share)
	}
}

// TestRingsAreFindable asks of every ring that the truth calls findable that
// its shops hang together by hard values that are no hubs, and of every other
// that they do not.
func TestRingsAreFindable(t *testing.T) {
	for _, seed := range []uint64{synth.DefaultSeed, 2, 3} {
		r := read(t, generate(t, seed))
		members, template, findable := map[string][]string{}, map[string]string{}, map[string]string{}
		for _, row := range r["truth/rings.csv"] {
			members[row["ring"]] = append(members[row["ring"]], row["storefront"])
			template[row["ring"]], findable[row["ring"]] = row["template"], row["findable"]
		}
		hubs, holders := r.hubs(), r.holders(true)
		planted := map[string]bool{}
		for ring, shops := range members {
			reached := connected(shops, holders, hubs)
			switch findable[ring] {
			case "yes":
				planted[template[ring]] = true
				if reached != len(shops) || len(shops) < 4 || len(shops) > 25 {
					t.Errorf("seed %d: %s: %d of %d shops hang together", seed, ring, reached, len(shops))
				}
			case "pair":
				if reached != 2 || len(shops) != 2 {
					t.Errorf("seed %d: %s is no pair", seed, ring)
				}
			case "declared_only":
				if reached != 1 {
					t.Errorf("seed %d: %s shares something hard", seed, ring)
				}
			default:
				t.Errorf("seed %d: %s: findable %q", seed, ring, findable[ring])
			}
		}
		want := []string{"factory", "mule_pool", "own_warehouse", "rotating", "star", "two_cells"}
		var got []string
		for name := range planted {
			got = append(got, name)
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("seed %d: templates (-want +got):\n%s", seed, diff)
		}
	}
}

// connected counts the shops that the first one reaches over shared values.
func connected(shops []string, holders map[string][]string, hubs map[string]bool) int {
	reached := map[string]bool{shops[0]: true}
	for grew := true; grew; {
		grew = false
		for key, hs := range holders {
			if hubs[key] || !slices.ContainsFunc(hs, func(s string) bool { return reached[s] }) {
				continue
			}
			for _, s := range hs {
				if slices.Contains(shops, s) && !reached[s] {
					reached[s], grew = true, true
				}
			}
		}
	}
	return len(reached)
}

// TestStrangersShareOnlyWhatIsPlanted guards against values minted twice.
func TestStrangersShareOnlyWhatIsPlanted(t *testing.T) {
	r := read(t, generate(t, synth.DefaultSeed))
	operation, hubs := r.column("truth/operations.csv", "storefront", "operation"), r.hubs()
	for key, shops := range r.holders(true) {
		strangers := slices.ContainsFunc(shops, func(s string) bool { return operation[s] != operation[shops[0]] })
		if strangers && !hubs[key] && !(len(shops) == 2 && strings.HasPrefix(key, "ADDRESS|")) {
			t.Errorf("%d shops of several operations share %s", len(shops), strings.SplitN(key, "|", 2)[0])
		}
		if hubs[key] && len(shops) < 12 {
			t.Errorf("a hub has %d shops", len(shops))
		}
	}
	recycled := 0
	for key, shops := range r.holders(false) {
		if strings.HasPrefix(key, "PHONE|") && len(shops) == 2 && operation[shops[0]] != operation[shops[1]] {
			recycled++
		}
	}
	if recycled < 30 {
		t.Errorf("%d phone numbers were given out again", recycled)
	}
}

func TestNamedCases(t *testing.T) {
	for _, seed := range []uint64{synth.DefaultSeed, 2, 3, 4, 5} {
		r := read(t, generate(t, seed))
		named := r.column("truth/named.csv", "name", "key")
		operation := r.column("truth/operations.csv", "storefront", "operation")
		verdicts, outcomes := map[string]map[string]int{}, map[string]map[string]int{}
		tally := func(into map[string]map[string]int, shop, word string) {
			op := operation[shop]
			if into[op] == nil {
				into[op] = map[string]int{}
			}
			into[op][word]++
		}
		for _, row := range r["input/test_purchases.csv"] {
			tally(verdicts, row["storefront_ref"], row["verdict"])
		}
		for _, row := range r["input/complaints.csv"] {
			tally(outcomes, row["target_ref"], row["outcome"])
		}
		guilty, family, framed := operation[named["guilty"]], operation[named["honest_family"]], operation[named["framed_shop"]]
		if verdicts[guilty]["COUNTERFEIT"] < 5 || outcomes[guilty]["UPHELD"] < 5 {
			t.Errorf("seed %d: guilty: purchases %v, complaints %v", seed, verdicts[guilty], outcomes[guilty])
		}
		if v := verdicts[family]; v["GENUINE"] < 5 || len(v) != 1 || outcomes[family]["UPHELD"] > 0 {
			t.Errorf("seed %d: family: purchases %v, complaints %v", seed, v, outcomes[family])
		}
		if v := verdicts[framed]; v["COUNTERFEIT"] > 0 || outcomes[framed]["UPHELD"] > 0 {
			t.Errorf("seed %d: framed: purchases %v, complaints %v", seed, v, outcomes[framed])
		}
		if by := r.column("truth/victims.csv", "storefront", "framed_by")[named["framed_shop"]]; by != guilty {
			t.Errorf("seed %d: the framed shop is framed by %q", seed, by)
		}
		depot := strings.TrimPrefix(named["courier_hub"], "address:")
		if n := len(r.holders(true)["ADDRESS|"+depot]); n < 200 {
			t.Errorf("seed %d: the depot has %d shops", seed, n)
		}
	}
}

// TestFramingIsDeclaredOnly checks that a victim shares nothing hard with the
// ring that frames it, and something declared.
func TestFramingIsDeclaredOnly(t *testing.T) {
	r := read(t, generate(t, synth.DefaultSeed))
	operation, hubs := r.column("truth/operations.csv", "storefront", "operation"), r.hubs()
	hard, soft := r.holders(true), r.holders(false)
	for victim, ring := range r.column("truth/victims.csv", "storefront", "framed_by") {
		claimed := 0
		for key, shops := range hard {
			if hubs[key] || !slices.Contains(shops, victim) {
				continue
			}
			if len(shops) > 1 {
				t.Errorf("%s shares a hard %s", victim, strings.SplitN(key, "|", 2)[0])
			}
			for _, s := range soft[key] {
				if operation[s] == ring {
					claimed++
				}
			}
		}
		if claimed < 5 {
			t.Errorf("%d claims of %s frame %s", claimed, ring, victim)
		}
	}
}

// TestReferencesResolve holds every reference of the input against the rows
// that it may name.
func TestReferencesResolve(t *testing.T) {
	r := read(t, generate(t, synth.DefaultSeed))
	known := map[string]bool{"": true}
	ids := map[string]bool{}
	for path, rows := range r {
		for _, row := range rows {
			if id := path + row["source"] + row["source_record_id"]; strings.HasPrefix(path, "input/") && path != "input/links.csv" {
				if ids[id] {
					t.Errorf("%s: a record id stands twice", path)
				}
				ids[id] = true
			}
			switch path {
			case "input/storefronts.csv":
				known[row["platform"]+":"+row["shop_id"]] = true
			case "input/sellers.csv":
				known["seller:"+row["source"]+":"+row["source_record_id"]] = true
			case "input/payment_accounts.csv":
				known["payment_account:"+row["source"]+":"+row["source_record_id"]] = true
			}
		}
	}
	for path, rows := range r {
		for _, row := range rows {
			for _, column := range []string{"seller_ref", "owner_ref", "target_ref", "storefront_ref", "pay_to_account_ref", "subject_ref", "storefront"} {
				if !known[row[column]] {
					t.Errorf("%s: %s names nothing", path, column)
				}
			}
		}
	}
}

func TestUnknownPreset(t *testing.T) {
	_, err := synth.Generate("huge", 1)
	if errs.KindOf(err) != errs.Invalid {
		t.Errorf("error = %v, want Invalid", err)
	}
}

func TestWriteRoundTrip(t *testing.T) {
	dir, w := t.TempDir(), generate(t, 3)
	if err := w.Write(dir); err != nil {
		t.Fatal(err)
	}
	for _, f := range w.Files {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err != nil || !bytes.Equal(data, f.Data) {
			t.Errorf("%s was not written as generated (%v)", f.Path, err)
		}
	}
}

func TestWriteWhereAFileStands(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := generate(t, 3).Write(path)
	if !errors.Is(err, &errs.Error{Kind: errs.Unavailable}) {
		t.Errorf("error = %v, want Unavailable", err)
	}
}
