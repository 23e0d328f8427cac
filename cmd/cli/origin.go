package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"rally/cmd/internal/config"
)

// A result says what data it is from, but not where that lies: it is the same
// on every machine. So where the files were is noted beside the results, in
// out/.origins/<folder>.json, for rally verify.
const originFolder = ".origins"

// comparisonName is the file by which a comparison's folder is known.
const comparisonName = "comparison.json"

// origin is where the data of a result was.
type origin struct {
	Dir         string     `json:"dir"` // absolute
	Bars        []string   `json:"bars"`
	Also        [][]string `json:"also,omitempty"` // of [[data.also]], in the order of the result's configuration
	Actions     []string   `json:"actions,omitempty"`
	Signals     string     `json:"signals,omitempty"`
	Instruments string     `json:"instruments,omitempty"`
}

// originPath is where the origin of a result is noted: beside its folder or,
// of one that is kept in the folder of a comparison, beside that.
func originPath(result string) string {
	beside, name := filepath.Split(filepath.Clean(result))
	if _, err := os.Stat(filepath.Join(beside, comparisonName)); err == nil {
		beside, name = filepath.Dir(filepath.Clean(beside)), filepath.Join(filepath.Base(beside), name)
	}
	return filepath.Join(beside, originFolder, name+".json")
}

func originOf(d *config.Data) (*origin, error) {
	dir, err := filepath.Abs(d.Dir)
	if err != nil {
		return nil, err
	}
	o := &origin{Dir: dir, Bars: d.Bars, Actions: d.Actions, Signals: d.Signals, Instruments: d.Instruments}
	for _, of := range d.Sources() {
		o.Also = append(o.Also, of.Bars)
	}
	return o, nil
}

// noteOrigin notes where the data of a result was. An artificial market is nowhere.
func noteOrigin(result string, c *config.Config) error {
	if c.Data.Synthetic != nil {
		return nil
	}
	o, err := originOf(&c.Data)
	if err != nil {
		return fmt.Errorf("the place of the data cannot be noted: %w", err)
	}
	text, err := json.MarshalIndent(o, "", "  ")
	if err != nil {
		return err
	}
	return writeWhole(originPath(result), append(text, '\n'))
}

// readOrigin returns what noteOrigin has noted; false where nothing is noted.
func readOrigin(result string) (*origin, bool, error) {
	path := originPath(result)
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	var o origin
	if err := json.Unmarshal(text, &o); err != nil {
		return nil, false, fmt.Errorf("%s: %w", path, err)
	}
	return &o, true, nil
}

// writeWhole writes a file that appears whole or not at all.
func writeWhole(path string, text []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return fmt.Errorf("%s: %w", filepath.Dir(path), plain(err))
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("%s: %w", path, plain(err))
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if _, err = f.Write(text); err == nil {
		err = f.Chmod(0o644) // a temporary file is its owner's alone
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, plain(err))
	}
	return nil
}
