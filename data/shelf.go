package data

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// shelf is where files are found: a folder of the disk, or memory.
type shelf interface {
	glob(pattern string) ([]string, error)
	read(path string) ([]byte, error)
}

// diskShelf finds files in a folder; absolute patterns stay as they are.
type diskShelf struct{ dir string }

// check refuses a folder that is none.
func (d diskShelf) check() error {
	if d.dir == "" {
		return nil
	}
	info, err := os.Stat(d.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fileError(d.dir, "no such folder; data.dir names the folder that the data's files are in")
	case err != nil:
		return fileError(d.dir, "cannot be looked into: %w", plain(err))
	case !info.IsDir():
		return fileError(d.dir, "a file where a folder should be; data.dir names the folder that the data's files are in")
	}
	return nil
}

func (d diskShelf) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(d.dir, name)
}

func (d diskShelf) glob(pattern string) ([]string, error) {
	if !hasMeta(pattern) {
		return []string{d.path(pattern)}, nil
	}
	full := pattern
	if !filepath.IsAbs(pattern) {
		full = filepath.Join(quoteMeta(d.dir), pattern)
	}
	found, err := filepath.Glob(full)
	if err != nil {
		return nil, fileError(pattern, "not a pattern of file names: %w", err)
	}
	return slices.DeleteFunc(found, func(p string) bool {
		info, err := os.Stat(p)
		return err == nil && info.IsDir()
	}), nil
}

func hasMeta(pattern string) bool { return strings.ContainsAny(pattern, "*?[") }

// quoteMeta makes a folder's name mean itself within a pattern.
func quoteMeta(dir string) string {
	if runtime.GOOS == "windows" {
		return dir
	}
	var b strings.Builder
	for _, c := range dir {
		if strings.ContainsRune(`*?[\`, c) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}

func (d diskShelf) read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fileError(path, "no such file")
	case err != nil:
		return nil, fileError(path, "cannot be read: %w", plain(err))
	case info.IsDir():
		return nil, fileError(path, "a folder where a file should be; write %s for the files in it", filepath.Join(path, "*.csv"))
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fileError(path, "cannot be read: %w", plain(err))
	}
	return raw, nil
}

// plain takes the path off an error that will be printed behind it.
func plain(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// artificialShelf finds the files of an artificial market, each of which is
// made when it is read.
type artificialShelf struct{ of *Artificial }

func (s artificialShelf) glob(pattern string) ([]string, error) {
	var found []string
	for _, name := range s.of.Paths() {
		if ok, err := filepath.Match(pattern, name); err != nil {
			return nil, fileError(pattern, "not a pattern of file names: %w", err)
		} else if ok {
			found = append(found, name)
		}
	}
	return found, nil
}

func (s artificialShelf) read(path string) ([]byte, error) {
	return s.of.text(context.Background(), path)
}

// maxUnpacked bounds what a compressed file may unfold to.
const maxUnpacked = 4 << 30

// unpack returns the text of a file: unzipped where it is gzip, and without
// the byte order mark that some programs begin it with.
func unpack(path string, raw []byte) ([]byte, error) {
	if bytes.HasPrefix(raw, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			return nil, fileError(path, "damaged gzip file: %w", err)
		}
		text, err := readAll(io.LimitReader(z, maxUnpacked+1), unpackedHint(raw))
		if err != nil {
			return nil, fileError(path, "damaged gzip file: %w", err)
		}
		if len(text) > maxUnpacked {
			return nil, fileError(path, "unfolds to more than %d bytes", maxUnpacked)
		}
		raw = text
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil, &LineError{File: path, Line: 1, Err: errors.New("empty file; a line of column names and rows are wanted")}
	}
	if bytes.HasPrefix(raw, []byte{0xff, 0xfe}) || bytes.HasPrefix(raw, []byte{0xfe, 0xff}) {
		return nil, &LineError{File: path, Line: 1, Err: fmt.Errorf("text in UTF-16; save it as UTF-8")}
	}
	if bytes.IndexByte(raw, '\n') < 0 && bytes.IndexByte(raw, '\r') >= 0 {
		return nil, &LineError{File: path, Line: 1, Err: errors.New("lines that end in carriage returns alone; save it with line feeds at their ends")}
	}
	return raw, nil
}

// unpackedHint returns what the last bytes of a gzip file say of its length
// unpacked, as far as it can be believed: deflate packs a thousandfold at most.
func unpackedHint(raw []byte) int {
	if len(raw) < 18 {
		return 0
	}
	return min(int(binary.LittleEndian.Uint32(raw[len(raw)-4:])), 1032*len(raw))
}

// readAll reads to the end into a buffer made for about n bytes.
func readAll(from io.Reader, n int) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(n + bytes.MinRead)
	_, err := b.ReadFrom(from)
	return b.Bytes(), err
}
