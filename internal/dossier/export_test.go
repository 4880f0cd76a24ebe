package dossier

import (
	"crypto/sha256"
	"crypto/sha512"
	"strings"
	"time"
)

// ZipForTest writes an archive in the form of a package, with names that no
// package has.
func ZipForTest(files [][2]string, at time.Time) []byte {
	var entries []entry
	folder := ""
	for _, f := range files {
		top, path, _ := strings.Cut(f[0], "/")
		if folder == "" {
			folder = top
		}
		if top != folder { // writeZip knows one folder only
			path = "\x00" + f[0]
		}
		entries = append(entries, entry{path, []byte(f[1])})
	}
	return []byte(strings.ReplaceAll(string(writeZip(folder, entries, at)), folder+"/\x00", ""))
}

// ManifestsForTest returns the manifests of a bag, as whoever alters one would
// write them.
func ManifestsForTest(files map[string]string) map[string]string {
	var list []entry
	for path, text := range files {
		if path != tagManifest && !strings.HasPrefix(path, "manifest-") && inCore(path) {
			list = append(list, entry{path, []byte(text)})
		}
	}
	out := map[string]string{"manifest-sha256.txt": string(manifest(list, sha256.New, isPayload)), "manifest-sha512.txt": string(manifest(list, sha512.New, isPayload))}
	for path, text := range out {
		list = append(list, entry{path, []byte(text)})
	}
	out[tagManifest] = string(manifest(list, sha512.New, func(p string) bool { return !isPayload(p) }))
	return out
}

// CanonicalForTest writes canonical JSON.
func CanonicalForTest(v any) ([]byte, error) { return canonical(v) }

// RemakeForTest writes every file of a draft again that follows from its
// dossier.json, as a sender would who lies in it.
func RemakeForTest(files map[string]string) (map[string]string, error) {
	_, made, err := render([]byte(files["data/dossier.json"]))
	if err != nil {
		return nil, err
	}
	out := map[string]string{"bagit.txt": files["bagit.txt"]}
	for _, path := range []string{"data/dossier.json", "data/evidence/rows.ndjson", "data/method/card.json"} {
		out[path] = files[path]
	}
	for _, e := range made {
		out[e.path] = string(e.data)
	}
	var list []entry
	for path, text := range out {
		if path != "bagit.txt" {
			list = append(list, entry{path, []byte(text)})
		}
	}
	d, err := decode([]byte(files["data/dossier.json"]))
	if err != nil {
		return nil, err
	}
	for _, e := range bag(d, list) {
		out[e.path] = string(e.data)
	}
	return out, nil
}
