package config

import (
	"os"

	"github.com/BurntSushi/toml"

	"rally/engine/batch"
)

// Comparison is a file, or several, that describe many trials.
//
// # Format
//
// A [sweep] varies keys of [strategy] and [market], of [data] the embargo, the
// universe and what is waived, and run.cash and run.seed. [[compare.strategy]]
// tables, instead of a [strategy], name rules side by side, each with a
// [compare.strategy.sweep] of its own if wanted, in whose over fast means
// strategy.fast; the file's [sweep] is tried with each of them. Several files are
// compared as they are; where one lists the others in [compare] files, its [data]
// and [market] are theirs too, and so is what its [run] says but for the name.
//
// # Order
//
// Trials are sorted by their names, axes by their keys, and the values of an axis
// as numbers where all are, else as they are written: so the order of files,
// tables and keys changes nothing but the Name.
type Comparison struct {
	Name   string       // run.name of the first file
	Base   *Config      // of the first trial; span and benchmark are all trials'
	Trials []Trial      // sorted by name, no two with the same configuration
	Axes   []batch.Axis // every swept key, sorted

	RankBy string // the figure that ranks, the largest first
	Keep   int    // full result folders for so many of the best
	Prior  int    // trials made before that the statistics must count
	Split  *Split // nil: none
	Seed   uint64 // of what is drawn

	// Repeated are the names of trials that were left out, since a trial with a
	// name that sorts before has the very same configuration. Sorted.
	Repeated []string

	families []*family // sorted by name
}

// Trial is one rule with one set of values.
type Trial struct {
	Name   string // unique: "hold=5 top=1", "mine", "mine hold=5"; of several files with the stem of its own in front
	Rule   string // the strategy, or the name that the file gives it, or the file's stem
	Values []int  // by axis of the comparison: index into its values; −1: not this trial's
	Config *Config
}

// ReadComparison reads files that describe trials together; a file without any
// table of a comparison is one trial. Each key=value of set is put into every
// file first. Errors are *Errors.
func ReadComparison(paths []string, set []string) (*Comparison, error) {
	sources := make([]Source, len(paths))
	for i, path := range paths {
		var err error
		if sources[i], err = readSource(path, set); err != nil {
			return nil, err
		}
	}
	return ParseComparison(sources...)
}

// ParseComparison reads texts that describe trials together. Files that one of
// them lists are read from its folder. Errors are *Errors.
func ParseComparison(sources ...Source) (*Comparison, error) {
	if len(sources) == 0 {
		return nil, wrong("compare", "no file is named")
	}
	r := &reader{}
	for _, src := range sources {
		if err := r.add(src, nil); err != nil {
			return nil, err
		}
	}
	c := r.read()
	if err := r.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// IsComparison reports whether the file at path has a table that makes it one of
// many trials. A file that cannot be read has none.
func IsComparison(path string) bool {
	text, err := os.ReadFile(path)
	if err != nil || len(text) > maxText {
		return false
	}
	var root map[string]any
	if _, err := toml.Decode(string(text), &root); err != nil {
		return false
	}
	for _, key := range comparing() {
		if _, ok := root[key]; ok {
			return true
		}
	}
	return false
}

// Labels are the axes' names in short: the shortest end of each key that is like
// no other's.
func (c *Comparison) Labels() []string {
	keys := make([]string, len(c.Axes))
	for i := range c.Axes {
		keys[i] = c.Axes[i].Key
	}
	return labels(keys)
}

// JSON returns what is compared in its canonical form: sorted keys, on one line,
// without folders and files. What is kept is not in it, since it changes no
// figure. Equal forms over equal data are the same comparison.
func (c *Comparison) JSON() ([]byte, error) {
	w := &writer{b: make([]byte, 0, 4096)}
	w.object(func() {
		w.whole("prior_trials", uint64(c.Prior))
		w.text("rank_by", c.RankBy)
		w.key("rules")
		w.b = append(w.b, '[')
		for i, f := range c.families {
			if i > 0 {
				w.b = append(w.b, ',')
			}
			f.write(w)
		}
		w.b = append(w.b, ']')
		w.whole("seed", c.Seed)
		w.key("split")
		if c.Split == nil {
			w.b = append(w.b, "null"...)
		} else {
			c.Split.write(w)
		}
		w.whole("trials", uint64(len(c.Trials)))
	})
	if w.err != nil {
		return nil, w.err
	}
	return w.b, nil
}

func (f *family) write(w *writer) {
	w.object(func() {
		w.key("config")
		text, err := f.first.JSON()
		if err != nil && w.err == nil {
			w.err = err
		}
		w.b = append(w.b, text...)
		w.text("name", f.name())
		w.key("sweeps")
		w.b = append(w.b, '[')
		for i, s := range f.sweeps {
			if i > 0 {
				w.b = append(w.b, ',')
			}
			s.write(w, f.seed(s))
		}
		w.b = append(w.b, ']')
	})
}

func (s *sweep) write(w *writer, seed uint64) {
	constraints := make([]string, len(s.constraints))
	for i, c := range s.constraints {
		constraints[i] = c.String()
	}
	w.object(func() {
		w.texts("constraints", constraints)
		w.text("method", s.method)
		w.key("over")
		w.object(func() {
			for _, a := range s.axes {
				w.key(a.key)
				w.b = append(w.b, '[')
				for i, v := range a.values {
					if i > 0 {
						w.b = append(w.b, ',')
					}
					w.any(v.any)
				}
				w.b = append(w.b, ']')
			}
		})
		if s.method == "random" {
			w.whole("seed", seed)
			w.whole("trials", uint64(s.trials))
		}
	})
}
