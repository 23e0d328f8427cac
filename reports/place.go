package reports

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A folder's name has at most so many letters, and bytes, before its digest:
// with the digest and with what temporary names add it stays below the 255
// bytes that file systems allow.
const (
	nameLetters = 80
	nameBytes   = 200
)

// FolderName returns the name of a result's folder: name, a dash and the first
// eight hexadecimal digits of the digest. What a file system may not like is
// written as a dash, and names beyond 80 letters or 200 bytes are cut.
func FolderName(name string, digest [32]byte) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.=", r) {
			return r
		}
		return '-'
	}, name)
	clean = strings.TrimLeft(clean, ".-")
	if letters := []rune(clean); len(letters) > nameLetters {
		clean = string(letters[:nameLetters])
	}
	for len(clean) > nameBytes {
		_, size := utf8.DecodeLastRuneInString(clean)
		clean = clean[:len(clean)-size]
	}
	if clean == "" {
		clean = "run"
	}
	return clean + "-" + hex.EncodeToString(digest[:4])
}

// An output by which a folder is known as our own: its key digest says of what.
const (
	resultName     = "result.json"
	comparisonName = "comparison.json"
)

// identity is what a folder holds, as the output that says so and the digest in it.
type identity struct{ mark, digest string }

// noun is what the folder is of.
func (i identity) noun() string {
	if i.mark == comparisonName {
		return "comparison"
	}
	return "result"
}

// refuseForeign refuses a place that holds something other than a result or a
// comparison. An empty folder holds nothing.
func refuseForeign(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && !info.IsDir() {
		return fmt.Errorf("%s is not a folder: remove it or choose another place", path)
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return fmt.Errorf("%s cannot be looked into: %w", path, cause(err))
	}
	if len(entries) == 0 {
		return nil
	}
	_, err = identityOf(path)
	return err
}

// identityOf returns what a folder says that it holds.
func identityOf(dir string) (identity, error) {
	for _, mark := range [...]string{comparisonName, resultName} {
		text, err := os.ReadFile(filepath.Join(dir, mark))
		var doc struct {
			Digest string `json:"digest"`
		}
		if err == nil && json.Unmarshal(text, &doc) == nil && doc.Digest != "" {
			return identity{mark, doc.Digest}, nil
		}
	}
	return identity{}, fmt.Errorf("%s is there already, has no %s of a comparison and holds no %s of a run, so it is left as it is: remove it or choose another place", dir, comparisonName, resultName)
}

// stale is the age from which on a temporary folder is taken for a killed run's.
const stale = 24 * time.Hour

var temporary = regexp.MustCompile(`^\..+-[0-9a-f]{8}\.partial-[0-9]+$`)

// removeStale removes what killed runs have left in a folder. That something
// cannot be removed is no news for this run.
func removeStale(parent string) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !e.IsDir() || !temporary.MatchString(e.Name()) {
			continue
		}
		dir := filepath.Join(parent, e.Name())
		in, err := os.ReadDir(dir)
		if err != nil || len(in) > 1 || len(in) == 1 && in[0].Name() != "new" {
			continue
		}
		if old(dir) && (len(in) == 0 || old(filepath.Join(dir, "new"))) {
			_ = os.RemoveAll(dir)
		}
	}
}

func old(path string) bool {
	info, err := os.Stat(path)
	return err == nil && time.Since(info.ModTime()) > stale
}
