package cli

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// otherArchitecture is the one that the tests cross-build for: not their own.
func otherArchitecture() (goarch, machine string) {
	if runtime.GOARCH == "arm64" {
		return "amd64", "x86_64"
	}
	return "arm64", "aarch64"
}

// TestOtherArchitecture is scenario 55 across architectures: both examples have
// the same digest, and the same tables byte for byte, on another architecture,
// by emulation where the machine has it. Of result.json the figures that are
// floats may differ in their last digits; how many do is told.
func TestOtherArchitecture(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	goarch, machine := otherArchitecture()
	binary := filepath.Join(t.TempDir(), "rally")
	build := exec.Command("go", "build", "-o", binary, "rally/cmd/rally")
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+goarch, "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build for %s: %v\n%s", goarch, err, out)
	}
	emulator := findEmulator(machine)
	if emulator == "" {
		t.Skipf("SKIPPED, NOT PASSED: cmd/rally builds for %s, but neither qemu-%s nor qemu-%s-static is here to run it", goarch, machine, machine)
	}
	t.Run("artificial", func(t *testing.T) { sameThere(t, emulator, binary) })
	t.Run("hong-kong", func(t *testing.T) {
		shared := sharedFolder(t)
		switch {
		case shared == "" && os.Getenv("CI") == "true":
			t.Fatal("the real prices are not beside the repository")
		case shared == "":
			t.Skip("SKIPPED, NOT PASSED: the real prices are not beside the repository")
		}
		example, err := filepath.Abs(filepath.Join("..", "..", "examples", "hong-kong-2024-25.toml"))
		if err != nil {
			t.Fatal(err)
		}
		prices, err := filepath.Abs(filepath.Join(shared, "data", "hk"))
		if err != nil {
			t.Fatal(err)
		}
		sameThere(t, emulator, binary, example, "--set", "data.dir="+prices)
	})
}

// sameThere runs a command line here and under the emulator and compares the folders.
func sameThere(t *testing.T, emulator, binary string, args ...string) {
	t.Helper()
	args = append([]string{"run", "--no-pictures", "--quiet"}, args...)
	out, code := runHere(t, append(args, "--out", t.TempDir())...)
	if code != Done {
		t.Fatalf("exit code %d", code)
	}
	here := strings.TrimSpace(out)
	p := start(t, emulator, t.TempDir(), append(append([]string{binary}, args...), "--out", t.TempDir())...)
	out, errs, code := p.wait(t)
	if code != Done {
		t.Fatalf("under %s: exit code %d\n%s", emulator, code, errs)
	}
	there := strings.TrimSpace(out)
	if filepath.Base(here) != filepath.Base(there) {
		t.Errorf("%s here, %s there", filepath.Base(here), filepath.Base(there))
	}
	for _, name := range []string{"equity.csv", "fees.csv", "fills.csv", "journal.csv", "orders.csv", "trades.csv"} {
		one, two := readText(t, here, name), readText(t, there, name)
		if one != two {
			t.Errorf("%s differs there", name)
		}
		if strings.Count(one, "\n") < 10 {
			t.Errorf("%s has hardly a row", name)
		}
	}
	sameFigures(t, readText(t, here, "result.json"), readText(t, there, "result.json"))
	t.Logf("%s under %s", filepath.Base(there), filepath.Base(emulator))
}

func findEmulator(machine string) string {
	for _, name := range []string{"qemu-" + machine, "qemu-" + machine + "-static"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func readText(t *testing.T, folder, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sameFigures compares two result.json: all is equal but floats, which are
// equal to nine digits.
func sameFigures(t *testing.T, one, two string) {
	t.Helper()
	a, b := map[string]any{}, map[string]any{}
	for text, into := range map[string]map[string]any{one: a, two: b} {
		var doc any
		if err := json.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		flatten("", doc, into)
	}
	if a["digest"] != b["digest"] || a["digest"] == nil {
		t.Errorf("digest %v here, %v there", a["digest"], b["digest"])
	}
	if len(a) != len(b) {
		t.Errorf("%d entries here, %d there", len(a), len(b))
	}
	var rounded []string
	for _, key := range slices.Sorted(maps.Keys(a)) {
		x, isX := a[key].(float64)
		y, isY := b[key].(float64)
		switch {
		case a[key] == b[key]:
		case isX && isY && math.Abs(x-y) <= 1e-9*max(math.Abs(x), math.Abs(y)):
			rounded = append(rounded, fmt.Sprintf("%s %v %v", key, x, y))
		default:
			t.Errorf("result.json: %s is %v here, %v there", key, a[key], b[key])
		}
	}
	t.Logf("result.json: %d of %d entries differ in their last digits:\n%s", len(rounded), len(a), strings.Join(rounded, "\n"))
	if (one == two) != (len(rounded) == 0) {
		t.Error("result.json is written in another way")
	}
}

// flatten lists a document's values by their paths.
func flatten(path string, v any, into map[string]any) {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			flatten(path+"."+key, inner, into)
		}
	case []any:
		for i, inner := range v {
			flatten(fmt.Sprintf("%s[%d]", path, i), inner, into)
		}
	default:
		into[strings.TrimPrefix(path, ".")] = v
	}
}
