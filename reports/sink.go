package reports

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// Folder is a sink over a folder that appears whole or not at all: outputs are
// written beside its place, and Commit moves them there. Where the same result
// is there already, its files are replaced one by one, each as a whole, and
// what else is in the folder stays. Either Commit or Discard must be called;
// Discard after Commit does nothing.
type Folder struct {
	path string
	// temp is beside path and this sink's alone; its folder new becomes path.
	// It is "" once committed or discarded.
	temp string

	mu   sync.Mutex
	open []*output
}

// NewFolder returns a sink whose outputs will be in the folder path, whose
// parents are made where they are missing. It fails where a file, or a folder
// with something other than a result in it, is in the way, and where the place
// cannot be written to. What runs that were killed have left in the same place
// more than a day ago is removed.
func NewFolder(path string) (*Folder, error) {
	parent := filepath.Dir(path)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return nil, fmt.Errorf("the folder for results cannot be made: %w", err)
	}
	if err := refuseForeign(path); err != nil {
		return nil, err
	}
	removeStale(parent)
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

// Commit makes the folder appear under its path. Where the same result is
// there, as the digest in its result.json says, the outputs replace the files
// of their names, and all others stay; any other folder is refused. Outputs
// that were not closed are not in it.
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
	fresh := filepath.Join(f.temp, "new")
	err := os.Rename(fresh, f.path)
	if err != nil {
		if info, gone := os.Lstat(f.path); gone != nil || !info.IsDir() {
			return f.fail(err)
		}
		if os.Remove(f.path) == nil { // an empty folder makes way
			err = os.Rename(fresh, f.path)
		}
	}
	if err != nil {
		// It was there, or another run has put it there at the same moment.
		if err := f.merge(fresh); err != nil {
			return err
		}
	}
	temp := f.temp
	f.temp = ""
	return os.RemoveAll(temp)
}

// merge moves the finished outputs into the folder at path, which must hold
// the same result. The one that says so comes last.
func (f *Folder) merge(fresh string) error {
	is, err := digestIn(f.path)
	if err != nil {
		return err
	}
	if mine, err := digestIn(fresh); err != nil || mine != is {
		return fmt.Errorf("%s holds another result, of digest %.16s…, so it is left as it is: remove it or choose another place", f.path, is)
	}
	entries, err := os.ReadDir(fresh)
	if err != nil {
		return f.fail(err)
	}
	var names []string
	for _, e := range entries {
		if info, err := os.Lstat(filepath.Join(f.path, e.Name())); err == nil && info.IsDir() {
			return fmt.Errorf("%s is a folder where a file of the result belongs: remove it", filepath.Join(f.path, e.Name()))
		}
		if e.Name() != resultName {
			names = append(names, e.Name())
		}
	}
	for _, name := range append(names, resultName) {
		if err := os.Rename(filepath.Join(fresh, name), filepath.Join(f.path, name)); err != nil {
			return f.fail(err)
		}
	}
	return nil
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

// Close hands over what is buffered: a full disk is found here at the latest.
// It does not wait for the disk itself, since a run can always be made again.
func (o *output) Close() error {
	err := o.buffer.Flush()
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
