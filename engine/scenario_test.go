package engine_test

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"

	"rally/engine/enginetest"
)

var update = flag.Bool("update", false, "write what the scripts of testdata give")

// TestScripts plays testdata/*.sim. Those named scenario-NN are the scenarios
// of that number; the others are rules of the simulation. Its parts are named
// after the files.
func TestScripts(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.sim")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".sim")
		t.Run(name, func(t *testing.T) {
			enginetest.Scenario(t, path, *update)
		})
	}
}
