package registry

import (
	"crypto/sha256"
	"debug/elf"
	"encoding/binary"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

func TestKeyAndProgram(t *testing.T) {
	data := sha256.Sum256([]byte("data"))
	conf := sha256.Sum256([]byte(`{"run":{}}`))
	if got, want := Key([]byte(`{"run":{}}`), data), hash(string(conf[:])+string(data[:])); got != want {
		t.Errorf("key %s, want %s", got, want)
	}
	program, err := Program()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Program()
	if err != nil || program != again {
		t.Errorf("%s and %s; %v", program, again, err)
	}
	if _, ok := hashOf(program); !ok {
		t.Errorf("program %q is no hash", program)
	}
}

// A build ID is taken from a program that has one, as go tool buildid tells it.
func TestBuildID(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("SKIPPED: programs are no ELF files here")
	}
	f, err := openProgram()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := exec.Command("go", "tool", "buildid", f.Name()).Output()
	if f.Name() == "/proc/self/exe" {
		want, err = exec.Command("go", "tool", "buildid", os.Args[0]).Output()
	}
	if err != nil {
		t.Skipf("SKIPPED: go tool buildid does not run: %v", err)
	}
	if got := buildID(f); got == "" || got != strings.TrimSpace(string(want)) {
		t.Errorf("build ID %q, want %q", got, want)
	}
	if got := buildID(strings.NewReader("no program")); got != "" {
		t.Errorf("build ID %q of no program", got)
	}
	for _, id := range []string{"", "redacted", "a/b", "x/" + strings.Repeat("y", 20)} {
		note := append([]byte{4, 0, 0, 0, byte(len(id)), 0, 0, 0, 4, 0, 0, 0, 'G', 'o', 0, 0}, id...)
		if got := noted(note, &elf.File{FileHeader: elf.FileHeader{ByteOrder: binary.LittleEndian}}); got != "" {
			t.Errorf("%q is taken for a build ID", id)
		}
	}
}
