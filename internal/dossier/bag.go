package dossier

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"
	"time"
)

// signatures is the folder whose files are not part of the core.
const signatures = "signatures/"

const (
	payload     = "data/"
	tagManifest = "tagmanifest-sha512.txt"
	declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
)

// bag adds to the payload and metadata what makes them a BagIt bag (RFC 8493),
// and sorts everything by path.
func bag(d *Dossier, entries []entry) []entry {
	files := slices.Clone(entries)
	size, count := 0, 0
	for _, e := range files {
		if strings.HasPrefix(e.path, payload) {
			size, count = size+len(e.data), count+1
		}
	}
	files = append(files, entry{"bagit.txt", []byte(declaration)}, entry{"bag-info.txt", bagInfo(d, size, count)},
		entry{"manifest-sha256.txt", manifest(files, sha256.New, isPayload)}, entry{"manifest-sha512.txt", manifest(files, sha512.New, isPayload)})
	files = append(files, entry{tagManifest, manifest(files, sha512.New, func(path string) bool { return !isPayload(path) })})
	byPath(files)
	return files
}

func byPath(files []entry) {
	slices.SortFunc(files, func(a, b entry) int { return strings.Compare(a.path, b.path) })
}

func isPayload(path string) bool { return strings.HasPrefix(path, payload) }

// bagInfo describes the bag. The date is that of the evidence: the bag is a
// function of it and knows no other.
func bagInfo(d *Dossier, size, count int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "External-Identifier: %s\nBag-Group-Identifier: %s\n", folderOf(d), d.Ring.ID)
	if d.Summary.AsOf != "" {
		fmt.Fprintf(&b, "Bagging-Date: %s\n", d.Summary.AsOf)
	}
	fmt.Fprintf(&b, "Payload-Oxum: %d.%d\nTitle: %s\nStatus: %s\nRedaction-Profile: %s\nSnapshot: %s\n", size, count, d.Title, d.Status, d.Handling.Level, d.Provenance.Snapshot)
	return b.Bytes()
}

// manifest lists hashes and paths, by path.
func manifest(files []entry, algorithm func() hash.Hash, in func(string) bool) []byte {
	var lines []string
	for _, f := range files {
		if in(f.path) {
			h := algorithm()
			h.Write(f.data)
			lines = append(lines, f.path+"\x00"+hex.EncodeToString(h.Sum(nil)))
		}
	}
	slices.Sort(lines)
	var b bytes.Buffer
	for _, l := range lines {
		path, sum, _ := strings.Cut(l, "\x00")
		fmt.Fprintf(&b, "%s  %s\n", sum, path)
	}
	return b.Bytes()
}

// coreDigest is the SHA-256 over the lines `sha256  path`, by path, of every
// file outside signatures/.
func coreDigest(files []entry) string {
	sum := sha256.Sum256(manifest(files, sha256.New, inCore))
	return hex.EncodeToString(sum[:])
}

func inCore(path string) bool { return !strings.HasPrefix(path, signatures) }

// folderOf names the folder inside the archive.
func folderOf(d *Dossier) string {
	return fmt.Sprintf("%s_s-%s_%s", plain(d.Ring.ID), plain(d.Provenance.Snapshot[:min(12, len(d.Provenance.Snapshot))]), d.Handling.Level)
}

// nameOf names the file.
func nameOf(d *Dossier) string {
	name := "ring-" + folderOf(d)
	if d.Summary.AsOf != "" {
		name += "_" + d.Summary.AsOf
	}
	return name + ".zip"
}

// plain replaces what does not belong in a file's name.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' {
			return '-'
		}
		return r
	}, s)
}

// timeOf is the time that every entry of the archive bears: that of the
// evidence.
func timeOf(d *Dossier) time.Time {
	t, err := time.Parse(time.DateOnly, d.Summary.AsOf)
	if err != nil {
		return time.Time{}
	}
	return t
}
