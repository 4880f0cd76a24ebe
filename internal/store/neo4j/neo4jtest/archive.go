package neo4jtest

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// archiveWithin bounds the one start and end by which an archive is made.
const archiveWithin = 2 * time.Minute

// archive returns the file in which Java keeps the server's classes as it
// wants them in memory, and makes it when this Java has none. With it a start
// takes 2.8 instead of 6.3 seconds of processor time, and a run of the tests
// starts some twenty servers. It is a convenience: "" where there is none.
func archive(ctx context.Context, java, lib string) string {
	file, err := archiveOf(java, lib)
	if err != nil {
		return ""
	}
	lock := flock.New(file + ".lock")
	if _, err := lock.TryLockContext(ctx, pollEvery); err != nil {
		return ""
	}
	defer lock.Unlock()
	if _, err := os.Stat(file); err == nil {
		return file
	}
	ctx, cancel := context.WithTimeout(ctx, archiveWithin)
	defer cancel()
	if err := makeArchive(ctx, java, lib, file+".part"); err != nil || os.Rename(file+".part", file) != nil {
		os.Remove(file + ".part")
		return ""
	}
	return file
}

// archiveOf names the archive after the Java that can read it.
func archiveOf(java, lib string) (string, error) {
	real, err := filepath.EvalSymlinks(java)
	if err != nil {
		return "", err
	}
	st, err := os.Stat(real)
	if err != nil {
		return "", err
	}
	id := sha256.Sum256(fmt.Append(nil, real, st.Size(), st.ModTime().UnixNano()))
	return filepath.Join(filepath.Dir(lib), fmt.Sprintf("classes-%.8x.jsa", id)), nil
}

// makeArchive runs a server once and has it write the archive as it ends.
func makeArchive(ctx context.Context, java, lib, file string) error {
	home, err := os.MkdirTemp("", homePrefix)
	if err != nil {
		return err
	}
	s := &Server{opt: Options{Home: home}, lib: lib, java: java, ours: true, extra: []string{"-XX:ArchiveClassesAtExit=" + file}}
	defer s.Stop()
	if err := s.configure(ctx); err != nil {
		return err
	}
	if err := s.run(ctx); err != nil {
		return err
	}
	if err := s.process.Process.Signal(os.Interrupt); err != nil {
		return err // Windows has no such signal
	}
	select {
	case <-s.done:
	case <-ctx.Done():
		return ctx.Err()
	}
	_, err = os.Stat(file)
	return err
}

// unsign takes the signatures out of the jars in a folder: Java keeps no
// classes of signed jars in an archive, and checks them again at each start.
func unsign(dir string) error {
	all, err := filepath.Glob(filepath.Join(dir, "*.jar"))
	for _, jar := range all {
		if err == nil {
			err = unsignJar(jar)
		}
	}
	return err
}

func unsignJar(jar string) error {
	r, err := zip.OpenReader(jar)
	if err != nil {
		return err
	}
	defer r.Close()
	signed := false
	for _, f := range r.File {
		signed = signed || signature(f.Name)
	}
	if !signed {
		return nil
	}
	out, err := os.Create(jar + ".part")
	if err != nil {
		return err
	}
	defer out.Close()
	w := zip.NewWriter(out)
	for _, f := range r.File {
		if signature(f.Name) || f.FileInfo().IsDir() { // a name alone, which the copier refuses
			continue
		}
		if err := w.Copy(f); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.Rename(jar+".part", jar)
}

// signature reports whether an entry of a jar belongs to its signature. The
// sums in the manifest stay; without a signature nobody asks for them.
func signature(name string) bool {
	dir, file := path.Split(name)
	switch strings.ToUpper(path.Ext(file)) {
	case ".SF", ".RSA", ".DSA", ".EC":
		return dir == "META-INF/"
	}
	return false
}
