package cli

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// mostUnpacked bounds in bytes what a file made elsewhere may unfold to.
const mostUnpacked = 4 << 30

// unpacked returns the text of a file: unzipped where its first bytes are those
// of gzip, else as it is.
func unpacked(file io.Reader) (io.Reader, error) {
	raw := bufio.NewReaderSize(file, 1<<16)
	if mark, _ := raw.Peek(2); string(mark) != "\x1f\x8b" {
		return raw, nil
	}
	z, err := gzip.NewReader(raw)
	if err != nil {
		return nil, damaged(err)
	}
	return &unzip{z: z, left: mostUnpacked}, nil
}

// unzip is the text of a gzip file, bounded.
type unzip struct {
	z    *gzip.Reader
	left int64
}

// Read reads on.
func (u *unzip) Read(p []byte) (int, error) {
	n, err := u.z.Read(p)
	if u.left -= int64(n); u.left < 0 {
		return 0, fmt.Errorf("unfolds to more than %d bytes", int64(mostUnpacked))
	}
	if err != nil && err != io.EOF {
		err = damaged(err)
	}
	return n, err
}

// damaged is an error of gzip in words.
func damaged(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
		return errors.New("damaged gzip file: it ends too early")
	}
	return fmt.Errorf("damaged gzip file: %w", err)
}
