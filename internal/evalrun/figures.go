package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/eval"
)

// share is hits of all: worlds are added up before anything is divided.
type share struct{ hits, all float64 }

func (s *share) add(o share) { s.hits, s.all = s.hits+o.hits, s.all+o.all }

// of returns the share, false of nothing.
func (s share) of() (float64, bool) { return s.hits / max(1, s.all), s.all > 0 }

// figures are what one world, or all of a preset, comes to.
type figures struct {
	preset      string
	seed        int // 0 for all seeds
	storefronts int

	half, most share   // findable rings met with a Jaccard index of .5 and .8
	everyRing  share   // all rings of three and more met with .5
	precision  share   // pairs held together that one operation runs
	recall     share   // pairs of the findable parts of rings that are held together
	whole      share   // pairs of those rings, members counted whom nothing joins to them
	falseRings float64 // of status ring, no two members of one operation
	framed     float64 // framed innocents in a group
	honest     float64 // groups that hold two of an honest operation
	accused    share   // innocents who share infrastructure, at a risk of 60 and more
	tradeHalf  share   // findable rings met by connected components
	tradeFalse float64 // components of which no two members are of one operation
}

// accusing is the risk from which a storefront is looked at as guilty.
const accusing = 60

func (f *figures) measure(truth *eval.Truth, dir string, out map[string][]byte) error {
	rings, _, err := members(out["rings"])
	if err != nil {
		return err
	}
	groups, risks, err := members(out["groups"])
	if err != nil {
		return err
	}
	labels, err := grouping(filepath.Join(dir, "labels.csv"), "illicit")
	if err != nil {
		return err
	}
	if err := f.read(out["eval"]); err != nil {
		return err
	}
	p := eval.Compare(truth.Operations, groups).Pairs().Precision
	f.precision = share{p.Value * held(groups), held(groups)}
	r := eval.Compare(truth.Findable, groups).Pairs().Recall
	f.recall = share{r.Value * held(truth.Findable), held(truth.Findable)}
	whole := wholeRings(truth)
	r = eval.Compare(whole, groups).Pairs().Recall
	f.whole = share{r.Value * held(whole), held(whole)}
	f.falseRings = float64(eval.Compare(truth.Operations, rings).Recovery().False)
	f.honest = honestGroups(truth.Operations, labels, groups)
	return f.harm(dir, labels, risks)
}

// read takes the figures that eval has counted.
func (f *figures) read(text []byte) error {
	type recovery struct {
		True int      `json:"trueRings"`
		Half *float64 `json:"recoveredHalf"`
		Most *float64 `json:"recoveredMost"`
	}
	type reportOf struct {
		Rings     recovery `json:"rings"`
		Findable  recovery `json:"findable"`
		Unrelated *float64 `json:"unrelatedGroups"`
		Framed    *float64 `json:"framed"`
	}
	var reports struct {
		Groups     reportOf `json:"every_group"`
		Components reportOf `json:"components"`
	}
	if err := json.Unmarshal(text, &reports); err != nil {
		return err
	}
	met := func(r recovery, part *float64) share { return share{value(part) * float64(r.True), float64(r.True)} }
	g, trade := reports.Groups, reports.Components
	f.half, f.most = met(g.Findable, g.Findable.Half), met(g.Findable, g.Findable.Most)
	f.everyRing, f.framed = met(g.Rings, g.Rings.Half), value(g.Framed)
	f.tradeHalf, f.tradeFalse = met(trade.Findable, trade.Findable.Half), value(trade.Unrelated)
	return nil
}

// value is 0 where there was nothing to divide by: the share's other half is 0
// as well then.
func value(x *float64) float64 {
	if x == nil {
		return 0
	}
	return *x
}

// harm counts the innocents whom linking can harm, and those whom it does.
func (f *figures) harm(dir string, labels eval.Grouping, risks map[string]float64) error {
	rows, err := table(filepath.Join(dir, "true_links.csv"))
	if err != nil {
		return err
	}
	counted := map[string]bool{}
	for _, row := range rows {
		for _, shop := range row[:2] {
			if labels[shop] == "no" && !counted[shop] {
				counted[shop] = true
				f.accused.all++
				if risks[shop] >= accusing {
					f.accused.hits++
				}
			}
		}
	}
	return nil
}

// honestGroups counts found groups with two members of one honest operation.
func honestGroups(operations, labels, found eval.Grouping) float64 {
	seen, counted := map[[2]string]bool{}, map[string]bool{}
	for shop, group := range found {
		pair := [2]string{group, operations[shop]}
		if labels[shop] != "no" || group == "" {
			continue
		}
		if seen[pair] {
			counted[group] = true
		}
		seen[pair] = true
	}
	return float64(len(counted))
}

// wholeRings are the rings of which some part is findable, with all members.
func wholeRings(truth *eval.Truth) eval.Grouping {
	findable := map[string]bool{}
	for _, ring := range truth.Findable {
		findable[ring] = true
	}
	g := eval.Grouping{}
	for shop, ring := range truth.Rings {
		if ring != "" && findable[ring] {
			g[shop] = ring
		}
	}
	return g
}

// held counts the pairs that a grouping holds together.
func held(g eval.Grouping) float64 {
	size := map[string]int{}
	pairs := 0
	for _, group := range g {
		if group != "" {
			pairs += size[group]
			size[group]++
		}
	}
	return float64(pairs)
}

// members reads what rings --members prints, without the periphery.
func members(text []byte) (eval.Grouping, map[string]float64, error) {
	g, risks := eval.Grouping{}, map[string]float64{}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return nil, nil, err
	}
	for i, row := range rows { // ring, storefront, tier, confidence, risk
		if i == 0 || row[2] == "peripheral" {
			continue
		}
		g[row[1]] = row[0]
		if row[4] == "" {
			continue
		}
		if risks[row[1]], err = strconv.ParseFloat(row[4], 64); err != nil {
			return nil, nil, err
		}
	}
	return g, risks, nil
}

// table reads the rows of a CSV file below its header.
func table(path string) ([][]string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("%s cannot be read: %w", filepath.Base(path), err)
	}
	return rows[1:], nil
}

func grouping(path, column string) (eval.Grouping, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return eval.ReadGrouping(f, filepath.Base(path), []string{"storefront"}, []string{column})
}
