package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// archive is an npm package: its files by name below "package/".
type archive struct {
	name  string // name@version
	sum   string // SHA-256 of the archive
	files map[string][]byte
}

// openPackage reads the wanted files of a package's archive, fetching it with
// npm when it is not there.
func openPackage(dir, name, version string, want func(file string) bool) (*archive, error) {
	path := filepath.Join(dir, name+"-"+version+".tgz")
	if _, err := os.Stat(path); err != nil {
		pack := exec.Command("npm", "pack", "--silent", name+"@"+version)
		pack.Dir, pack.Stderr = dir, os.Stderr
		if err := pack.Run(); err != nil {
			return nil, fmt.Errorf("npm pack %s@%s: %w", name, version, err)
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	files, err := untar(raw, want)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &archive{name + "@" + version, sum(raw), files}, nil
}

func untar(raw []byte, want func(string) bool) (map[string][]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if err == io.EOF {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		name := strings.TrimPrefix(h.Name, "package/")
		if !want(name) {
			continue
		}
		if files[name], err = io.ReadAll(t); err != nil {
			return nil, err
		}
	}
}

func sum(raw []byte) string {
	h := sha256.Sum256(raw)
	return hex.EncodeToString(h[:])
}
