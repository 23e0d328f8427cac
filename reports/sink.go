package reports

import (
	"bufio"
	"cmp"
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
	subs []string // names of sub-folders
}

// NewFolder returns a sink whose outputs will be in the folder path, whose
// parents are made where they are missing. It fails where a file, or a folder
// with something other than a result or a comparison in it, is in the way, and
// where the place cannot be written to. What runs that were killed have left in the same place
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
func (f *Folder) Create(name string) (io.WriteCloser, error) { return f.create("", name) }

func (f *Folder) create(sub, name string) (io.WriteCloser, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.temp == "" {
		return nil, fmt.Errorf("%s: the folder is finished", name)
	}
	if !plain(name) {
		return nil, fmt.Errorf("%q is not a file name", name)
	}
	inside := filepath.Join(sub, name)
	file, err := os.Create(filepath.Join(f.temp, "new", inside))
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", filepath.Join(f.path, inside), cause(err))
	}
	o := &output{folder: f, name: inside, file: file, buffer: bufio.NewWriterSize(file, 1<<16)}
	f.open = append(f.open, o)
	return o, nil
}

// plain reports whether a name is one of a file, without a way to it.
func plain(name string) bool {
	return name == filepath.Base(name) && filepath.IsLocal(name) && name != "."
}

// Sub returns a sink whose outputs will be in a sub-folder, which appears with
// the folder and not before. Each name may be asked for once and must be a
// plain file name.
func (f *Folder) Sub(name string) (Sink, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.temp == "" {
		return nil, fmt.Errorf("%s: the folder is finished", name)
	}
	if !plain(name) {
		return nil, fmt.Errorf("%q is not a file name", name)
	}
	if err := os.Mkdir(filepath.Join(f.temp, "new", name), 0o777); err != nil {
		return nil, fmt.Errorf("making the folder %s: %w", filepath.Join(f.path, name), cause(err))
	}
	f.subs = append(f.subs, name)
	return inner{f, name}, nil
}

// inner is a sub-folder.
type inner struct {
	folder *Folder
	name   string
}

// Create begins an output of the sub-folder. Its name must be a plain file name.
func (i inner) Create(name string) (io.WriteCloser, error) { return i.folder.create(i.name, name) }

// Commit makes the folder appear under its path. Where the same result or the
// same comparison is there, as the digest in its result.json or comparison.json
// says, the outputs replace the files of their names, and all others stay; any
// other folder is refused before anything is moved, and likewise with a
// sub-folder. Outputs that were not closed are not in it.
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
	for _, name := range f.subs {
		_ = os.Remove(filepath.Join(fresh, name)) // one without outputs; any other cannot be removed so
	}
	if err := f.settle(fresh, f.path); err != nil {
		return err
	}
	temp := f.temp
	f.temp = ""
	return os.RemoveAll(temp)
}

// settle moves the folder fresh to path, or its outputs into the folder there.
func (f *Folder) settle(fresh, path string) error {
	err := os.Rename(fresh, path)
	if err == nil {
		return nil
	}
	if info, gone := os.Lstat(path); gone != nil || !info.IsDir() {
		return f.fail(err)
	}
	if os.Remove(path) == nil && os.Rename(fresh, path) == nil { // an empty folder makes way
		return nil
	}
	// It was there, or another run has put it there at the same moment.
	if err := replaceable(fresh, path); err != nil {
		return err
	}
	return f.merge(fresh, path)
}

// replaceable refuses a folder that does not hold the same as fresh, or has
// something else where an output belongs.
func replaceable(fresh, path string) error {
	is, err := identityOf(path)
	if err != nil {
		return err
	}
	if mine, err := identityOf(fresh); err != nil || mine != is {
		which := "another"
		if mine.mark != is.mark {
			which = "a"
		}
		return fmt.Errorf("%s holds %s %s, of digest %.16s…, so it is left as it is: remove it or choose another place", path, which, is.noun(), is.digest)
	}
	entries, err := os.ReadDir(fresh)
	if err != nil {
		return fmt.Errorf("%s cannot be replaced: %w", path, cause(err))
	}
	for _, e := range entries {
		there := filepath.Join(path, e.Name())
		info, err := os.Lstat(there)
		switch {
		case err != nil: // nothing is in the way
		case info.IsDir() && !e.IsDir():
			return fmt.Errorf("%s is a folder where a file of the %s belongs: remove it", there, is.noun())
		case e.IsDir() && !info.IsDir():
			return fmt.Errorf("%s is not a folder where one of the %s belongs: remove it", there, is.noun())
		case e.IsDir():
			if in, err := os.ReadDir(there); err == nil && len(in) == 0 {
				continue
			}
			if err := replaceable(filepath.Join(fresh, e.Name()), there); err != nil {
				return err
			}
		}
	}
	return nil
}

// merge moves the finished outputs of fresh into the folder at path, which
// holds the same: sub-folders first, and what says what it is last.
func (f *Folder) merge(fresh, path string) error {
	is, err := identityOf(fresh)
	if err != nil {
		return f.fail(err)
	}
	entries, err := os.ReadDir(fresh)
	if err != nil {
		return f.fail(err)
	}
	turn := func(e fs.DirEntry) int {
		switch {
		case e.IsDir():
			return 0
		case e.Name() != is.mark:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(turn(a), turn(b)) })
	for _, e := range entries {
		from, to := filepath.Join(fresh, e.Name()), filepath.Join(path, e.Name())
		if e.IsDir() {
			err = f.settle(from, to)
		} else if err = os.Rename(from, to); err != nil {
			err = f.fail(err)
		}
		if err != nil {
			return err
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
