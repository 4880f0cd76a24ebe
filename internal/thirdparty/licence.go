package main

import "strings"

// recognise returns the SPDX identifiers of the licences whose telling
// sentences stand in the text, joined by AND; "" when there is none.
func recognise(text string) string {
	flat := strings.ToLower(strings.Join(strings.Fields(text), " "))
	has := func(s string) bool { return strings.Contains(flat, s) }
	var ids []string
	if has("apache license version 2.0") || has("apache license, version 2.0") {
		ids = append(ids, "Apache-2.0")
	}
	if has("redistribution and use in source and binary forms") {
		if has("neither the name") || has("nor the names of its contributors") || has("name of the author may not be used") {
			ids = append(ids, "BSD-3-Clause")
		} else {
			ids = append(ids, "BSD-2-Clause")
		}
	}
	if has("permission is hereby granted, free of charge, to any person obtaining a copy") {
		ids = append(ids, "MIT")
	}
	if has("permission to use, copy, modify, and/or distribute this software for any purpose") ||
		has("permission to use, copy, modify, and distribute this software for any purpose") {
		ids = append(ids, "ISC")
	}
	if has("mozilla public license") && has("2.0") {
		ids = append(ids, "MPL-2.0")
	}
	if has("sil open font license") {
		ids = append(ids, "OFL-1.1")
	}
	return strings.Join(ids, " AND ")
}
