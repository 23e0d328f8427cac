package data

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"rally/engine"
)

// marker is the file by which a folder is known as an artificial market's own.
const marker = "ARTIFICIAL.txt"

// Files returns the market as the files that Load reads, by name with slashes,
// sorted: bars/*.csv, instruments.csv, dividends.csv, splits.csv, signals.csv.
func (a *Artificial) Files() []Text {
	files := []Text{
		{"instruments.csv", a.instrumentsFile()}, {"dividends.csv", a.dividendsFile()},
		{"splits.csv", a.splitsFile()}, {"signals.csv", a.signalsFile()},
	}
	for i := range a.Instruments {
		symbol := a.Instruments[i].Symbol
		files = append(files, Text{"bars/" + symbol + ".csv", barsFile(a.rows[symbol])})
	}
	slices.SortFunc(files, func(x, y Text) int { return strings.Compare(x.Path, y.Path) })
	return files
}

// Config returns the configuration by which Load reads the market from
// memory, to be completed with a universe, an embargo and the like.
func (a *Artificial) Config() Config {
	memory := memoryShelf{}
	for _, f := range a.Files() {
		memory[f.Path] = f.Bytes
	}
	return Config{
		Bars: []string{"bars/*.csv"}, Actions: []string{"dividends.csv", "splits.csv"}, Signals: "signals.csv",
		Instruments: "instruments.csv", Format: "yfinance", Interval: "1d", Adjusted: "none", Dividends: "as-paid",
		Benchmark: a.Index, Venue: a.venue, memory: memory,
	}
}

// WriteFiles writes the market's files into a folder, which it makes, and a
// file ARTIFICIAL.txt that lists them. The folder appears whole or not at all.
// One that exists is replaced if every file in it is an artificial market's,
// as its ARTIFICIAL.txt says; anything else in it is left alone and is an error.
func (a *Artificial) WriteFiles(dir string) error { return a.Write(context.Background(), dir) }

// Write is WriteFiles that stops between two files, with nothing left, when
// the context is cancelled. What such writing has left beside the folder more
// than a day ago, since it was killed, is removed.
func (a *Artificial) Write(ctx context.Context, dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if here, err := os.Getwd(); err == nil && here == dir {
		return fmt.Errorf("%s is the folder you are in, which cannot be made anew; name one in it", dir)
	}
	old, err := ownFolder(dir)
	if err != nil {
		return err
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return fmt.Errorf("%s: cannot be made: %w", parent, plain(err))
	}
	removeStale(parent)
	fresh, err := os.MkdirTemp(parent, ".artificial-*")
	if err != nil {
		return fmt.Errorf("%s: cannot be written to: %w", parent, plain(err))
	}
	defer os.RemoveAll(fresh)
	if err := a.writeInto(ctx, fresh); err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	if !old {
		os.Remove(dir) // an empty folder makes way; where there is none, there is nothing to do
		return placed(dir, os.Rename(fresh, dir))
	}
	aside := fresh + ".old"
	if err := os.Rename(dir, aside); err != nil {
		return placed(dir, err)
	}
	if err := os.Rename(fresh, dir); err != nil {
		return placed(dir, errors.Join(err, os.Rename(aside, dir)))
	}
	return os.RemoveAll(aside)
}

// removeStale removes the temporary folders of writers that were killed more
// than a day ago. That one cannot be removed is no news.
func removeStale(parent string) {
	found, err := filepath.Glob(filepath.Join(quoteMeta(parent), ".artificial-*"))
	if err != nil {
		return
	}
	for _, path := range found {
		_, number, _ := strings.Cut(filepath.Base(path), "-")
		info, err := os.Stat(path)
		if err == nil && info.IsDir() && isDigits(number) && time.Since(info.ModTime()) > 24*time.Hour {
			_ = os.RemoveAll(path)
		}
	}
}

func placed(dir string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: cannot be put in place: %w", dir, err)
	}
	return nil
}

func (a *Artificial) writeInto(ctx context.Context, dir string) error {
	files := a.Files()
	var list strings.Builder
	fmt.Fprintf(&list, "An artificial market, made from seed %d. None of these prices was ever paid.\n\n", a.Seed)
	for _, f := range files {
		sum := sha256.Sum256(f.Bytes)
		fmt.Fprintf(&list, "%s  %s\n", hex.EncodeToString(sum[:]), f.Path)
	}
	for _, f := range append(files, Text{marker, []byte(list.String())}) {
		if err := ctx.Err(); err != nil {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, f.Bytes, 0o666); err != nil {
			return err
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	return ctx.Err()
}

// ownFolder reports whether the folder holds an artificial market and nothing
// else. A folder that is empty or missing is nobody's; other contents are an error.
func ownFolder(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%s: not a folder to write into: %w", dir, plain(err))
	}
	text, err := os.ReadFile(filepath.Join(dir, marker))
	if err != nil {
		return false, fmt.Errorf("%s holds files already, and no %s says that they are artificial; name another folder", dir, marker)
	}
	own := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if sum, name, ok := strings.Cut(strings.TrimSpace(line), "  "); ok {
			own[name] = sum
		}
	}
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if name = filepath.ToSlash(name); name == marker {
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(raw); own[name] != hex.EncodeToString(sum[:]) {
			return fmt.Errorf("%s holds %s, which %s does not list as it stands; name another folder", dir, name, marker)
		}
		return nil
	})
	return err == nil, err
}

func barsFile(rows []artificialRow) []byte {
	b := []byte("date,open,high,low,close,volume\n")
	for i := range rows {
		r := &rows[i]
		b = append(b, r.Day.String()...)
		for _, p := range [...]engine.Price{r.Open, r.High, r.Low, r.Close} {
			b = append(b, ',')
			b = append(b, decimalText(p.String())...)
		}
		b = append(b, ',')
		b = strconv.AppendInt(b, int64(r.Volume), 10)
		b = append(b, '\n')
	}
	return b
}

// decimalText takes the noughts off the end of a decimal number.
func decimalText(s string) string { return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") }

func csvText(header []string, rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write(header)
	w.WriteAll(rows) // a buffer takes all that is written
	return b.Bytes()
}

func (a *Artificial) instrumentsFile() []byte {
	var rows [][]string
	for i := range a.Instruments {
		in := &a.Instruments[i]
		row := []string{in.Symbol, in.Name, in.Kind.String(), "", "", "HKD", "", "", "", in.Sector, "no"}
		if in.Kind != engine.Index {
			row[3], row[4] = strconv.FormatInt(int64(in.Lots[0].Lot), 10), in.LotAsOf.String()
			row[6], row[7], row[8] = "Y", "1", "Y"
		}
		if in.In("tech") {
			row[10] = "yes"
		}
		rows = append(rows, row)
	}
	return csvText([]string{"symbol", "name", "kind", "lot", "lot_as_of", "currency", "stamp_duty", "spread_table", "cas", "sector", "tech"}, rows)
}

func (a *Artificial) dividendsFile() []byte {
	var rows [][]string
	for _, x := range a.sortedActions() {
		if x.Kind == engine.Dividend {
			amount := engine.Price(x.Millionths / 1000).String()
			rows = append(rows, []string{x.Symbol, x.Ex.String(), decimalText(amount), "HKD", "as_paid", x.Pay.String()})
		}
	}
	return csvText([]string{"symbol", "ex_date", "amount", "currency", "basis", "pay_date"}, rows)
}

func (a *Artificial) splitsFile() []byte {
	var rows [][]string
	for _, x := range a.sortedActions() {
		if x.Kind == engine.Split {
			rows = append(rows, []string{x.Symbol, x.Ex.String(), fmt.Sprintf("%d", x.Num/x.Den), x.Kind.String()})
		}
	}
	return csvText([]string{"symbol", "ex_date", "ratio", "kind"}, rows)
}

func (a *Artificial) sortedActions() []Action {
	list := slices.Clone(a.actions)
	slices.SortStableFunc(list, func(x, y Action) int {
		if x.Ex != y.Ex {
			return int(x.Ex - y.Ex)
		}
		return strings.Compare(x.Symbol, y.Symbol)
	})
	return list
}

func (a *Artificial) signalsFile() []byte {
	var rows [][]string
	for i := range a.signals {
		s := &a.signals[i]
		rows = append(rows, []string{s.ID, s.knownAt, s.Occurred, s.Published, s.Category, s.Direction.String(),
			strconv.Itoa(int(s.Strength)), s.scope, s.Title, "made by a generator", "", "generated"})
	}
	return csvText([]string{"id", "known_at", "occurred_at", "published_at", "category", "direction", "strength", "scope", "title", "source", "revision_of", "compiled"}, rows)
}
