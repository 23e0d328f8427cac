package enginetest

import (
	"os"
	"path/filepath"
	"testing"
)

// Shared returns a file or folder of the reference material, which lies in a
// folder `shared` beside the project and is not part of it. Where it is absent
// the test is skipped, and in CI, where it must be there, it fails.
func Shared(t testing.TB, parts ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
	path := filepath.Join(append([]string{filepath.Dir(dir), "shared"}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("the reference material is missing: %v", err)
		}
		t.Skipf("SKIPPED: needs the reference material in a folder `shared` beside the project: %v", err)
	}
	return path
}
