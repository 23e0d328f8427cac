package registry

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// short is the beginning of a key. Whether a line is the one that was meant is
// seen when it is read.
type short [16]byte

// index knows which trials are in a file, and where those that may be used
// again stand: some fifty bytes each, whatever the lines hold.
type index struct {
	trials   map[short]trial
	places   []place
	programs map[[32]byte]int32
	counts   map[[32]byte]int // by data: distinct trials, parts left out
	skipped  int              // pieces of lines that are no records
}

// trial is what is known of a key.
type trial struct {
	number int32 // among the trials on its data, the first being 1; 0: only parts of it were played
	place  int32 // of its result by the program that first had one; −1: none may be used
}

// place is where the newest usable line of a trial and a program stands.
type place struct {
	offset  int64
	size    int32
	program int32
	next    int32 // place of the same trial by another program; −1: none
}

func newIndex() *index {
	return &index{trials: map[short]trial{}, programs: map[[32]byte]int32{}, counts: map[[32]byte]int{}}
}

// read takes the lines that r has from offset on. It returns the offset behind
// the last line that is finished, and whether something unfinished follows.
func (x *index) read(r io.Reader, offset int64) (next int64, torn bool, err error) {
	in := bufio.NewReaderSize(r, 1<<16)
	var long []byte // a line that the buffer is too small for
	size := int64(0)
	for {
		part, err := in.ReadSlice('\n')
		size += int64(len(part))
		line := part
		if long != nil || errors.Is(err, bufio.ErrBufferFull) {
			if size <= longest {
				long = append(long, part...)
			}
			line = long
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && err != io.EOF {
			return offset, size > 0, err
		}
		if err == io.EOF {
			if size == 0 {
				return offset, false, nil
			}
			// Another process may be writing the rest of it at this moment.
			if size <= longest && x.takePiece(line, offset) {
				return offset + size, false, nil
			}
			return offset, true, nil
		}
		if size > longest {
			x.skipped++
		} else {
			x.take(line, offset)
		}
		offset += size
		long, size = nil, 0
	}
}

// take takes a finished line. Where a line was cut off, the next may follow it
// without a newline between them, so its pieces are tried too.
func (x *index) take(line []byte, offset int64) {
	if x.takePiece(line, offset) {
		return
	}
	for len(line) > 0 {
		end := len(line)
		if at := bytes.Index(line[1:], []byte(begin)); at >= 0 {
			end = 1 + at
		}
		if !x.takePiece(line[:end], offset) {
			x.skipped++
		}
		line = line[end:]
		offset += int64(end)
	}
}

// takePiece takes what is one record, or only space.
func (x *index) takePiece(piece []byte, offset int64) bool {
	line := bytes.TrimLeft(piece, " \t\r\n")
	offset += int64(len(piece) - len(line))
	line = bytes.TrimRight(line, " \t\r\n")
	if len(line) == 0 {
		return true
	}
	h, ok := readHead(line)
	if ok {
		x.add(h, offset, len(line))
	}
	return ok
}

// add notes a record.
func (x *index) add(h head, offset int64, size int) {
	key := short(h.key[:])
	t, ok := x.trials[key]
	if !ok {
		t.place = -1
	}
	if !h.part && t.number == 0 {
		x.counts[h.data]++
		t.number = int32(x.counts[h.data])
	}
	if h.usable {
		program, ok := x.programs[h.program]
		if !ok {
			program = int32(len(x.programs))
			x.programs[h.program] = program
		}
		if p := x.find(t, program); p != nil {
			p.offset, p.size = offset, int32(size)
		} else {
			x.places = append(x.places, place{offset, int32(size), program, t.place})
			t.place = int32(len(x.places) - 1)
		}
	}
	x.trials[key] = t
}

// find returns the place of a trial's result by a program; nil: there is none.
func (x *index) find(t trial, program int32) *place {
	for at := t.place; at >= 0; at = x.places[at].next {
		if x.places[at].program == program {
			return &x.places[at]
		}
	}
	return nil
}

// lookup returns where the result of a trial by a program stands.
func (x *index) lookup(key, program [32]byte) (place, bool) {
	t, ok := x.trials[short(key[:])]
	number, known := x.programs[program]
	if !ok || !known {
		return place{}, false
	}
	p := x.find(t, number)
	if p == nil {
		return place{}, false
	}
	return *p, true
}
