package data

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"rally/engine"
)

// Load reads the files that the configuration names, checks them, and lays
// them on a tape from the first to the last session of the tradable
// instruments' bars, and on to where names are delisted after it. The benchmark is on the tape where it is an index or
// belongs to the universe; its closes, and what its actions make of them, are in
// Benchmark always.
//
// Where the gate stops the run, the market comes back with its findings and
// without a tape, together with a *GateError. Other errors about files are
// *LineError; none comes with a market.
func Load(ctx context.Context, c Config) (*Market, error) {
	s, err := c.settle()
	if err != nil {
		return nil, err
	}
	l := &loader{settled: s, market: &Market{}}
	for _, step := range [...]func(context.Context) error{
		l.readInstruments, l.readActions, l.readSignals, l.readBars, l.group, l.check, l.compare,
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	l.describe()
	if err := l.market.Findings.Err(); err != nil {
		return l.market, err
	}
	if err := l.assemble(); err != nil {
		return nil, err
	}
	return l.market, nil
}

// loader is a Load on its way.
type loader struct {
	*settled
	market  *Market
	pick    *selection
	actions map[string][]engine.Action
	paying  bool // there are dividends among them, of whatever symbol
	signals []engine.Signal
	untold  []string   // signals whose embargo ends beyond the calendar
	read    []*barFile // files of bars that the run takes something from, by source
	traded  []*loaded  // the universe, by symbol
	bench   *loaded    // may be one of them
}

func (l *loader) open(role, symbol, name string) (Text, error) {
	paths, err := l.shelf.glob(name)
	if err != nil {
		return Text{}, err
	}
	if len(paths) != 1 {
		return Text{}, fmt.Errorf("%s = %q: %d files; one is wanted", role, name, len(paths))
	}
	raw, err := l.shelf.read(paths[0])
	if err != nil {
		return Text{}, err
	}
	l.market.Files = append(l.market.Files, newFile(role, symbol, filepath.Base(paths[0]), paths[0], raw))
	return Text{Path: paths[0], Bytes: raw}, nil
}

// lastFile is the file that open noted last.
func (l *loader) lastFile() *File { return &l.market.Files[len(l.market.Files)-1] }

func (l *loader) readInstruments(context.Context) (err error) {
	var list []engine.Instrument
	if l.Instruments != "" {
		f, err := l.open("instruments", "", l.Instruments)
		if err != nil {
			return err
		}
		if list, err = ReadInstruments(f.Path, f.Bytes); err != nil {
			return err
		}
		l.lastFile().Rows = len(list)
	}
	l.pick, err = newSelection(list, l.Universe, l.benchmark)
	return err
}

func (l *loader) readActions(context.Context) error {
	var rows []actionRow
	for _, name := range l.Actions {
		f, err := l.open("actions", "", name)
		if err != nil {
			return err
		}
		read, err := readActions(f, l.basis)
		if err != nil {
			return err
		}
		for i := range read {
			l.lastFile().span(read[i].Ex)
		}
		rows = append(rows, read...)
	}
	actions, err := settleActions(l.basis, rows)
	if err != nil {
		return err
	}
	l.actions = map[string][]engine.Action{}
	for i := range actions {
		a := &actions[i]
		l.actions[a.Symbol] = append(l.actions[a.Symbol], a.Action)
		l.paying = l.paying || a.Kind == engine.Dividend
	}
	return nil
}

// span counts a row of a day.
func (f *File) span(d engine.Day) {
	if f.Rows == 0 || d < f.First {
		f.First = d
	}
	if f.Rows == 0 || d > f.Last {
		f.Last = d
	}
	f.Rows++
}

func (l *loader) readSignals(context.Context) error {
	if l.Signals == "" {
		return nil
	}
	f, err := l.open("signals", "", l.Signals)
	if err != nil {
		return err
	}
	l.signals, err = ReadSignals(f.Path, f.Bytes, l.Venue, l.Embargo)
	if err != nil {
		return err
	}
	for i := range l.signals {
		l.lastFile().span(l.signals[i].Known.Day())
	}
	l.signals = slices.DeleteFunc(l.signals, func(s engine.Signal) bool {
		if s.At == Never {
			l.untold = append(l.untold, s.ID)
		}
		return s.At == Never
	})
	return nil
}

// barPaths lists a source's files of bars in the order of their names.
func (l *loader) barPaths(bars []string) ([]string, error) {
	var paths []string
	for _, pattern := range bars {
		found, err := l.shelf.glob(pattern)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("bars: no file matches %q in %s", pattern, cmp.Or(l.Dir, "the folder of the configuration"))
		}
		paths = append(paths, found...)
	}
	for i := range paths {
		paths[i] = filepath.Clean(paths[i])
	}
	slices.SortFunc(paths, func(a, b string) int {
		return cmp.Or(strings.Compare(filepath.Base(a), filepath.Base(b)), strings.Compare(a, b))
	})
	paths = slices.DeleteFunc(paths, func(p string) bool {
		symbol, ok := symbolOfFile(p)
		return ok && !l.pick.mayHold(symbol)
	})
	return slices.Compact(paths), nil
}

// readBars reads every file that can hold bars that the run wants, several at once.
func (l *loader) readBars(ctx context.Context) error {
	type job struct {
		path string
		of   int // source
	}
	var jobs []job
	for i := range l.sources {
		paths, err := l.barPaths(l.sources[i].bars)
		if err != nil {
			return err
		}
		for _, p := range paths {
			jobs = append(jobs, job{p, i})
		}
	}
	read := make([]*barFile, len(jobs))
	noted := make([]File, len(jobs))
	var mu sync.Mutex
	done := 0
	err := l.each(ctx, len(jobs), func(i int) error {
		f, note, err := l.readBarFile(jobs[i].path, &l.sources[jobs[i].of])
		if err != nil {
			return err
		}
		f.source = jobs[i].of
		read[i], noted[i] = f, note
		if l.Progress != nil {
			mu.Lock()
			defer mu.Unlock()
			done++
			l.Progress(done, len(jobs), note.Name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, f := range read {
		if len(f.sets) > 0 {
			l.read = append(l.read, f)
			l.market.Files = append(l.market.Files, noted[i])
		}
	}
	return nil
}

// readBarFile reads one file and keeps the sets that the run wants.
func (l *loader) readBarFile(path string, of *source) (*barFile, File, error) {
	raw, err := l.shelf.read(path)
	if err != nil {
		return nil, File{}, err
	}
	text, err := unpack(path, raw)
	if err != nil {
		return nil, File{}, err
	}
	symbol, named := symbolOfFile(path)
	index := named && l.pick.kind(symbol) == engine.Index
	f, err := readBars(path, text, reading{of.spec, of.adjusted, of.every, index})
	if err != nil {
		return nil, File{}, err
	}
	given := ""
	if len(f.sets) == 1 && f.sets[0].symbol == "" {
		if !named {
			return nil, File{}, fileError(path, "cannot tell whose prices these are; name the file like 0700.HK.csv, or give it a column symbol")
		}
		f.sets[0].symbol, given = symbol, symbol
	}
	note := newFile("bars", given, filepath.Base(path), path, raw)
	for i := range f.sets {
		for k := range f.sets[i].bars {
			note.span(f.sets[i].bars[k].day)
		}
	}
	f.sets = slices.DeleteFunc(f.sets, func(s barSet) bool { return !l.pick.takes(s.symbol) })
	return f, note, nil
}

// each does n things on the loader's workers.
func (l *loader) each(ctx context.Context, n int, do func(i int) error) error {
	return each(ctx, l.Workers, n, do)
}

// each does n things on so many workers, 0 for one a processor. It returns the
// error of the first thing, by number, that failed, whichever failed first by
// the clock.
func each(ctx context.Context, workers, n int, do func(i int) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	errs := make([]error, n)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, n) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n || ctx.Err() != nil {
					return
				}
				errs[i] = do(i)
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
