package neo4jtest

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/gofrs/flock"
)

//go:embed pom.xml
var pom []byte

// cache returns the folder of the jars and the locks.
func cache() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no cache folder for the Neo4j of the tests: %w", err)
	}
	dir := filepath.Join(base, "ringtrace")
	return dir, os.MkdirAll(dir, 0o755)
}

// jars returns the folder of the server's jars. Maven fills it once for each
// content of the POM; whoever else asks meanwhile waits.
func jars(ctx context.Context) (string, error) {
	base, err := cache()
	if err != nil {
		return "", err
	}
	root := filepath.Join(base, fmt.Sprintf("neo4j-unsigned-%.8x", sha256.Sum256(pom)))
	if err := os.MkdirAll(root, 0o755); err != nil {
		return "", err
	}
	lock := flock.New(filepath.Join(root, "lock"))
	if _, err := lock.TryLockContext(ctx, pollEvery); err != nil {
		return "", fmt.Errorf("waiting for another Maven: %w", err)
	}
	defer lock.Unlock()
	lib := filepath.Join(root, "lib")
	if _, err := os.Stat(lib); err == nil {
		return lib, nil
	}
	part := lib + ".part"
	if err := os.RemoveAll(part); err != nil {
		return "", err
	}
	if err := fetch(ctx, root, part); err != nil {
		return "", err
	}
	if err := unsign(part); err != nil {
		return "", err
	}
	return lib, os.Rename(part, lib)
}

func fetch(ctx context.Context, root, into string) error {
	mvn, err := exec.LookPath("mvn")
	if err != nil {
		return errors.New("no Maven to fetch Neo4j with: install mvn (Debian: apt install maven) and a JDK of 17 or newer, or set NEO4J_TEST_URI")
	}
	file := filepath.Join(root, "pom.xml")
	if err := os.WriteFile(file, pom, 0o644); err != nil {
		return err
	}
	out, err := exec.CommandContext(ctx, mvn, "-B", "-q", "-f", file, "dependency:copy-dependencies", "-DincludeScope=runtime",
		"-Dmaven.artifact.threads=12", "-DoutputDirectory="+into).CombinedOutput()
	if err != nil {
		return fmt.Errorf("mvn could not fetch Neo4j (is there a network, or a mirror in its settings?): %w\n%s", err, tail(out))
	}
	return nil
}

// tail returns the end of a program's output, which says why it failed.
func tail(out []byte) []byte { return out[max(0, len(out)-4000):] }
