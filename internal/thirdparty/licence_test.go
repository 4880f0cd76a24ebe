package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRecognise(t *testing.T) {
	for text, want := range map[string]string{
		"Permission is hereby granted, free of charge, to any person\nobtaining a copy":                                                "MIT",
		"Redistribution and use in source and binary forms ... Neither the name of":                                                    "BSD-3-Clause",
		"Redistribution and use in source and binary forms, with or without":                                                           "BSD-2-Clause",
		"Apache License\n   Version 2.0, January 2004":                                                                                 "Apache-2.0",
		"Licensed under the Apache License, Version 2.0. Permission is hereby granted, free of charge, to any person obtaining a copy": "Apache-2.0 AND MIT",
		"All rights reserved.": "",
	} {
		if got := recognise(text); got != want {
			t.Errorf("recognise(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestSourcesNeedALicence(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "SOURCES"), "name: a thing\nversion: 1\n")
	if _, err := embedded(dir); err == nil || !strings.Contains(err.Error(), "no licence") {
		t.Errorf("a component without a licence passes: %v", err)
	}
}

func TestSourcesAreRead(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "LICENCE.txt"), "the terms\r\n\r\n")
	write(t, filepath.Join(dir, "SOURCES"), "name: b\nversion: 2\nlicence: MIT\nlicence file: LICENCE.txt\n\nname: a\nversion: 1\nlicence: public domain\nfetched: by hand\n")
	got, err := embedded(dir)
	if err != nil {
		t.Fatal(err)
	}
	from := filepath.ToSlash(dir)
	want := []component{{"a", "1", "public domain", "", from}, {"b", "2", "MIT", "the terms", from}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRenderKeepsEachTextOnce(t *testing.T) {
	got, err := render([]component{{"a", "1", "MIT", "terms", ""}, {"b", "2", "MIT", "terms", ""}}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(got), "    terms"); n != 1 {
		t.Errorf("the text stands %d times", n)
	}
	if !strings.Contains(string(got), "### a 1, b 2\n") {
		t.Errorf("no heading over the text:\n%s", got)
	}
	if _, err := render([]component{{"c", "1", "MIT", "", ""}}, nil, nil); err == nil {
		t.Error("a component without a text passes")
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
