package main

import (
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// manyUsers is how many storefronts a value may have and still pass what is
// new on to them: one client more changes nothing about a depot of hundreds.
const manyUsers = 25

// ownerColumns name the storefront that a row is about, whatever the file.
var ownerColumns = []string{"storefront", "owner_ref", "storefront_ref", "target_ref", "subject_ref"}

// touched lists the storefronts that the rows of after speak of and those of
// before did not: their owners, and whoever shows a value that one of them
// names. Values are compared as they are written, so where two spellings mean
// one address too few are listed and more looks as if it had moved by itself.
func touched(before, after string) ([]string, error) {
	users, known, err := shown(after)
	if err != nil {
		return nil, err
	}
	old, err := rowsOf(before)
	if err != nil {
		return nil, err
	}
	set := map[string]bool{}
	for _, r := range known {
		if old[r.text] {
			continue
		}
		set[r.owner] = true
		if all := users[r.value]; r.value != "" && len(all) <= manyUsers {
			for _, shop := range all {
				set[shop] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set)), nil
}

// inputRow is a row that is about a storefront.
type inputRow struct {
	text  string // the file and all cells
	owner string
	value string // what it says that the storefront shows; "" for none
}

// shown reads the rows of a folder that are about storefronts, and who shows
// each value.
func shown(dir string) (users map[string][]string, rows []inputRow, err error) {
	users = map[string][]string{}
	err = eachInput(dir, func(file string, cell map[string]int, row []string) {
		r := inputRow{text: file + "\x00" + strings.Join(row, "\x00")}
		for _, name := range ownerColumns {
			if at, there := cell[name]; there {
				r.owner = row[at]
			}
		}
		if at, there := cell["platform"]; there {
			r.owner = row[at] + ":" + row[cell["shop_id"]]
		}
		if r.owner == "" {
			return
		}
		for _, name := range []string{"raw", "value"} {
			if at, there := cell[name]; there {
				r.value = row[at]
			}
		}
		if all := users[r.value]; r.value != "" && len(all) <= manyUsers && !slices.Contains(all, r.owner) {
			users[r.value] = append(all, r.owner)
		}
		rows = append(rows, r)
	})
	return users, rows, err
}

func rowsOf(dir string) (map[string]bool, error) {
	out := map[string]bool{}
	return out, eachInput(dir, func(file string, _ map[string]int, row []string) { out[file+"\x00"+strings.Join(row, "\x00")] = true })
}

// eachInput calls each with every row of every CSV file of a folder.
func eachInput(dir string, each func(file string, cell map[string]int, row []string)) error {
	paths, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		return err
	}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil || len(rows) == 0 {
			return fmt.Errorf("%s cannot be read: %w", filepath.Base(path), err)
		}
		cell := map[string]int{}
		for i, name := range rows[0] {
			cell[name] = i
		}
		for _, row := range rows[1:] {
			each(filepath.Base(path), cell, row)
		}
	}
	return nil
}
