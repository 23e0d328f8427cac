package reports

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
	"unicode"
)

// FolderName returns the name of a result's folder: name, a dash and the first
// eight hexadecimal digits of the digest. What a file system may not like is
// written as a dash, and names beyond 80 letters are cut.
func FolderName(name string, digest [32]byte) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.", r) {
			return r
		}
		return '-'
	}, name)
	clean = strings.TrimLeft(clean, ".-")
	if letters := []rune(clean); len(letters) > 80 {
		clean = string(letters[:80])
	}
	if clean == "" {
		clean = "run"
	}
	return clean + "-" + hex.EncodeToString(digest[:4])
}

// Folder is a sink over a folder that appears whole or not at all: outputs are
// written beside its place, and Commit moves them there. Either Commit or
// Discard must be called; Discard after Commit does nothing.
type Folder struct {
	path string
	// temp is beside path and this sink's alone: its folder new becomes path,
	// its folder old is what was there. It is "" once committed or discarded.
	temp string

	mu   sync.Mutex
	open []*output
}

// NewFolder returns a sink whose outputs will be in the folder path, whose
// parents are made where they are missing. It fails where a file is in the way
// or the place cannot be written to.
func NewFolder(path string) (*Folder, error) {
	parent := filepath.Dir(path)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return nil, fmt.Errorf("the folder for results cannot be made: %w", err)
	}
	if info, err := os.Lstat(path); err == nil && !info.IsDir() {
		return nil, fmt.Errorf("%s is not a folder: remove it or choose another place", path)
	}
	for i := 1; ; i++ {
		temp := filepath.Join(parent, fmt.Sprintf(".%s.partial-%d", filepath.Base(path), i))
		err := os.Mkdir(temp, 0o777)
		if err == nil {
			if err = os.Mkdir(filepath.Join(temp, "new"), 0o777); err == nil {
				return &Folder{path: path, temp: temp}, nil
			}
			err = errors.Join(err, os.Remove(temp))
		}
		if !errors.Is(err, fs.ErrExist) { // else another run's, or of one that was killed
			return nil, fmt.Errorf("the folder for results cannot be written to: %w", err)
		}
	}
}

// Path returns where the folder is, or will be once committed.
func (f *Folder) Path() string { return f.path }

// Create begins an output. Its name must be a plain file name.
func (f *Folder) Create(name string) (io.WriteCloser, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.temp == "" {
		return nil, fmt.Errorf("%s: the folder is finished", name)
	}
	if name != filepath.Base(name) || !filepath.IsLocal(name) || name == "." {
		return nil, fmt.Errorf("%q is not a file name", name)
	}
	file, err := os.Create(filepath.Join(f.temp, "new", name))
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", filepath.Join(f.path, name), cause(err))
	}
	o := &output{folder: f, name: name, file: file, buffer: bufio.NewWriterSize(file, 1<<16)}
	f.open = append(f.open, o)
	return o, nil
}

// Commit makes the folder appear under its path; one of that name is replaced.
// Outputs that were not closed are not in it.
func (f *Folder) Commit() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.temp == "" {
		return errors.New("the folder is finished")
	}
	for _, o := range f.open {
		o.file.Close()
		if err := os.Remove(o.file.Name()); err != nil {
			return f.fail(err)
		}
	}
	f.open = nil
	err := f.place()
	for tries := 0; f.temp != "" && errors.Is(err, fs.ErrExist) && tries < 1000; tries++ {
		time.Sleep(time.Millisecond) // another run puts the same result there at the same moment
		err = f.place()
	}
	if err != nil {
		return f.fail(err)
	}
	temp := f.temp
	f.temp = ""
	return os.RemoveAll(temp)
}

// place moves the finished folder to its path. A folder that is there is put
// aside first, and put back where that fails.
func (f *Folder) place() error {
	old := filepath.Join(f.temp, "old")
	if err := os.RemoveAll(old); err != nil {
		return err
	}
	err := os.Rename(f.path, old)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	replaced := err == nil
	if err = os.Rename(filepath.Join(f.temp, "new"), f.path); err == nil || !replaced {
		return err
	}
	back := os.Rename(old, f.path)
	if back == nil || errors.Is(back, fs.ErrExist) { // another's result is there instead
		return err
	}
	f.temp = "" // so that nothing removes it
	return fmt.Errorf("%w; what was there is in %s: %w", err, old, back)
}

func (f *Folder) fail(err error) error {
	return fmt.Errorf("the result cannot be put at %s: %w", f.path, err)
}

// Discard removes what was written; nothing is left of it.
func (f *Folder) Discard() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.temp == "" {
		return nil
	}
	for _, o := range f.open {
		o.file.Close()
	}
	temp := f.temp
	f.open, f.temp = nil, ""
	return os.RemoveAll(temp)
}

// output is a file of a folder until it is closed.
type output struct {
	folder *Folder
	name   string
	file   *os.File
	buffer *bufio.Writer
}

// Write buffers p.
func (o *output) Write(p []byte) (int, error) {
	n, err := o.buffer.Write(p)
	if err != nil {
		return n, o.fail(err)
	}
	return n, nil
}

// Close writes what is buffered through to the disk: a full one is found here
// at the latest.
func (o *output) Close() error {
	err := o.buffer.Flush()
	if err == nil {
		err = o.file.Sync()
		if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
			err = nil // a device or file system without such a thing
		}
	}
	if closed := o.file.Close(); err == nil {
		err = closed
	}
	o.folder.mu.Lock()
	o.folder.open = slices.DeleteFunc(o.folder.open, func(p *output) bool { return p == o })
	o.folder.mu.Unlock()
	if err != nil {
		return o.fail(err)
	}
	return nil
}

func (o *output) fail(err error) error {
	return fmt.Errorf("writing %s: %w", filepath.Join(o.folder.path, o.name), cause(err))
}

// cause takes the name of the temporary folder out of an error.
func cause(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}
