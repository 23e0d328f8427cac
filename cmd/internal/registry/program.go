package registry

import (
	"bytes"
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"
)

// Program returns the hash by which the running program is known: two programs
// of one hash do the same. Where the linker has left a build ID it is the
// SHA-256 of that, and takes a fraction of a millisecond; elsewhere it is the
// SHA-256 of the program's file, which takes some fifteen. It is worked out
// anew each time: once a process is enough.
//
// A build ID names all that went into a program: the contents of its packages,
// the flags and the toolchain. Source: buildid.go of the go command.
func Program() (string, error) {
	f, err := openProgram()
	if err != nil {
		return "", fmt.Errorf("the program's own file cannot be opened: %w", plain(err))
	}
	defer f.Close()
	h := sha256.New()
	if id := buildID(f); id != "" {
		fmt.Fprintf(h, "build ID %s", id) // a hash takes every write
		return hex.EncodeToString(h.Sum(nil)), nil
	}
	if _, err := io.Copy(h, io.NewSectionReader(f, 0, 1<<62)); err != nil {
		return "", fmt.Errorf("the program's own file cannot be read: %w", plain(err))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// openProgram opens the file that runs, where the system tells, and not what has
// been put in its place since, such as by a build.
func openProgram() (*os.File, error) {
	if f, err := os.Open("/proc/self/exe"); err == nil {
		return f, nil
	}
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}

// buildID returns the build ID that Go's linker leaves in a note of an ELF file;
// empty where there is none, or one that another system of building has put
// there, which may be the same for all programs.
func buildID(r io.ReaderAt) string {
	f, err := elf.NewFile(r)
	if err != nil {
		return ""
	}
	note := f.Section(".note.go.buildid")
	if note == nil {
		return ""
	}
	data, err := note.Data()
	if err != nil {
		return ""
	}
	return noted(data, f)
}

// noted reads a note: the lengths of its name and of its text and its kind, of
// 32 bits each, then name and text, each filled up to 32 bits.
func noted(note []byte, f *elf.File) string {
	const head, name, kind = 12, "Go\x00\x00", 4
	if len(note) < head+len(name) {
		return ""
	}
	size := f.ByteOrder.Uint32(note[4:])
	text := note[head+len(name):]
	if f.ByteOrder.Uint32(note[8:]) != kind || !bytes.Equal(note[head:head+len(name)], []byte(name)) || uint64(size) > uint64(len(text)) {
		return ""
	}
	id := string(text[:size])
	parts := strings.Split(id, "/") // of what was put in, and of what came out
	if len(parts) < 2 || len(parts[0]) != 20 || len(parts[len(parts)-1]) != 20 {
		return ""
	}
	return id
}
