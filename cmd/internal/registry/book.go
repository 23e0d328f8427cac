package registry

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// FileName is what the record of trials is called, beside the results.
const FileName = "trials.jsonl"

// Book is the record of trials of one folder. It may be used by several
// goroutines at once, and several processes may have books of the same file.
type Book struct {
	path string

	mu      sync.Mutex
	in      *os.File // to read; nil: the file is not there yet
	out     *os.File // to append; nil: nothing has been
	closed  bool
	index   *index
	read    int64 // bytes of the file that are in the index
	size    int64 // of the file when it was last looked at
	torn    bool  // what follows read is no whole line
	end     int64 // of the file after our last line, if nobody else has appended since; 0: none
	scratch []byte
}

// Open reads the record at path. A file that is not there is an empty record,
// and is made by the first Append. Lines that are no records are passed over;
// a place that holds no file, or one that cannot be read, is an error.
func Open(path string) (*Book, error) {
	b := &Book{path: path, index: newIndex()}
	if err := b.catchUp(); err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

// Path returns the path that the book was opened with.
func (b *Book) Path() string { return b.path }

// Find returns the newest record of a trial that this program has finished
// without an error; false: there is none. A caller that needs sums or the curve
// looks whether they are there: not every line has them.
func (b *Book) Find(key, program string) (*Record, bool) {
	k, ok := hashOf(key)
	p, known := hashOf(program)
	if !ok || !known {
		return nil, false
	}
	b.mu.Lock()
	if b.catchUp() != nil || b.in == nil { // what cannot be read is not known
		b.mu.Unlock()
		return nil, false
	}
	at, found := b.index.lookup(k, p)
	in := b.in
	b.mu.Unlock()
	if !found {
		return nil, false
	}
	line := make([]byte, at.size)
	if _, err := in.ReadAt(line, at.offset); err != nil {
		return nil, false
	}
	r, err := parseLine(line)
	if err != nil || r.Key != key || r.Program != program || r.Error != "" {
		return nil, false
	}
	return r, true
}

// Count returns how many distinct trials were made on that data, whether or not
// they failed and whichever program made them; parts are none. What other
// processes have appended since is counted.
func (b *Book) Count(data string) int {
	h, ok := hashOf(data)
	if !ok {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	_ = b.catchUp() // then the count is that of what could be read
	return b.index.counts[h]
}

// Number returns which trial on its data a trial is, in the order of the file,
// the first being 1; 0: it was not made.
func (b *Book) Number(key string) int {
	k, ok := hashOf(key)
	if !ok {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	_ = b.catchUp() // then it is what could be read
	return int(b.index.trials[short(k[:])].number)
}

// Skipped returns how many pieces of the file were no records, one that was cut
// off at its end included.
func (b *Book) Skipped() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.torn {
		return b.index.skipped + 1
	}
	return b.index.skipped
}

// Append adds a record to the end of the file, which is made with its folder
// where it is not there yet. Once it has returned nil, a kill of the process
// does not lose the record. A record with a key or a hash that is none, or with
// a number that is not finite, is refused; so is one beyond a mebibyte.
func (b *Book) Append(r *Record) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return fmt.Errorf("%s: the trial cannot be recorded: the book is closed", b.path)
	}
	line, err := appendLine(append(b.scratch[:0], '\n'), r)
	b.scratch = line
	if err != nil {
		return fmt.Errorf("%s: the trial cannot be recorded: %w", b.path, err)
	}
	if err := b.openOut(); err != nil {
		return err
	}
	size, ended, err := b.settled()
	if err == nil {
		if ended {
			line = line[1:]
		}
		b.end = 0
		if _, err = b.out.Write(line); err == nil {
			b.end = size + int64(len(line))
		}
	}
	if err != nil {
		return fmt.Errorf("%s: the trial cannot be recorded: %w", b.path, plain(err))
	}
	return nil
}

// openOut opens the file to append to.
func (b *Book) openOut() error {
	if b.out != nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(b.path), 0o777); err != nil {
		return fmt.Errorf("%s: the folder of the record of trials cannot be made: %w", filepath.Dir(b.path), plain(err))
	}
	if _, err := b.regular(); err != nil {
		return err
	}
	f, err := os.OpenFile(b.path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o666)
	if err != nil {
		return fmt.Errorf("%s: the record of trials cannot be written: %w", b.path, plain(err))
	}
	b.out = f
	return nil
}

// ended returns the size of the file, and whether its last line has its newline:
// a kill in the middle of a write leaves one without.
func (b *Book) ended() (size int64, ended bool, err error) {
	info, err := b.out.Stat()
	if err != nil {
		return 0, false, err
	}
	size = info.Size()
	if size == 0 || size == b.end {
		return size, true, nil
	}
	var last [1]byte
	if _, err := b.out.ReadAt(last[:], size-1); err != nil && err != io.EOF { // it has just been emptied
		return size, false, err
	}
	return size, last[0] == '\n', nil
}

// settled looks again for a while where the file does not end in a newline:
// another process may be in the middle of its line.
func (b *Book) settled() (size int64, ended bool, err error) {
	const looks = 20
	before := int64(-1)
	for still := 0; still < looks; still++ {
		size, ended, err := b.ended()
		if ended || err != nil {
			return size, ended, err
		}
		if size != before {
			before, still = size, 0
		}
		time.Sleep(time.Millisecond)
	}
	return before, false, nil
}

// catchUp reads what was appended since, by this book or by another process.
func (b *Book) catchUp() error {
	if b.closed {
		return nil
	}
	if b.in == nil {
		if there, err := b.regular(); err != nil || !there {
			return err
		}
		f, err := os.Open(b.path)
		if err != nil {
			return fmt.Errorf("%s: the record of trials cannot be read: %w", b.path, plain(err))
		}
		b.in = f
	}
	info, err := b.in.Stat()
	if err != nil {
		return fmt.Errorf("%s: the record of trials cannot be read: %w", b.path, plain(err))
	}
	if info.Size() == b.size {
		return nil
	}
	if info.Size() < b.read { // it was emptied
		b.index, b.read = newIndex(), 0
	}
	b.read, b.torn, err = b.index.read(io.NewSectionReader(b.in, b.read, info.Size()-b.read), b.read)
	if err != nil {
		return fmt.Errorf("%s: the record of trials cannot be read: %w", b.path, plain(err))
	}
	b.size = info.Size()
	return nil
}

// regular reports whether there is a file, and refuses anything else at its place.
func (b *Book) regular() (bool, error) {
	info, err := os.Stat(b.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("%s: the record of trials cannot be read: %w", b.path, plain(err))
	case !info.Mode().IsRegular():
		return false, fmt.Errorf("%s is not a file, and the record of trials belongs there: remove it or choose another folder", b.path)
	}
	return true, nil
}

// Close lets go of the file. Nothing can be appended afterwards.
func (b *Book) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	var err error
	for _, f := range []*os.File{b.in, b.out} {
		if f == nil {
			continue
		}
		if e := f.Close(); e != nil && err == nil {
			err = fmt.Errorf("%s: %w", b.path, plain(e))
		}
	}
	b.in, b.out = nil, nil
	return err
}

// plain takes the path off an error that is printed behind it.
func plain(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}
