package data

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rally/engine"
)

// Files returns the market as the files that Load reads, by name with slashes,
// sorted: bars/*.csv, instruments.csv, dividends.csv, splits.csv, signals.csv.
// Of bars shorter than a day it is much to hold at once; Write holds a file for
// each processor.
func (a *Artificial) Files() []Text {
	var files []Text
	for _, path := range a.Paths() {
		text, _ := a.text(context.Background(), path) // fails by a context alone
		files = append(files, Text{path, text})
	}
	return files
}

// Paths returns the names of the market's files, sorted.
func (a *Artificial) Paths() []string {
	paths := []string{"instruments.csv", "dividends.csv", "splits.csv", "signals.csv"}
	for i := range a.Instruments {
		paths = append(paths, barsPath(a.Instruments[i].Symbol))
	}
	slices.Sort(paths)
	return paths
}

func barsPath(symbol string) string { return "bars/" + symbol + ".csv" }

// text makes one of the files that Paths names. It stops where the context is
// cancelled.
func (a *Artificial) text(ctx context.Context, path string) ([]byte, error) {
	switch path {
	case "instruments.csv":
		return a.instrumentsFile(), nil
	case "dividends.csv":
		return a.dividendsFile(), nil
	case "splits.csv":
		return a.splitsFile(), nil
	case "signals.csv":
		return a.signalsFile(), nil
	}
	for i := range a.Instruments {
		switch symbol := a.Instruments[i].Symbol; {
		case path != barsPath(symbol):
		case a.Interval == engine.Daily:
			return barsFile(a.rows[symbol]), nil
		default:
			return a.minutesFile(ctx, i)
		}
	}
	return nil, fileError(path, "no such file")
}

// Config returns the configuration by which Load reads the market from memory,
// each file made when it is read, to be completed with a universe, an embargo
// and the like.
func (a *Artificial) Config() Config {
	format := "yfinance"
	if a.Interval != engine.Daily {
		format = "futu"
	}
	return Config{
		Bars: []string{"bars/*.csv"}, Actions: []string{"dividends.csv", "splits.csv"}, Signals: "signals.csv",
		Instruments: "instruments.csv", Format: format, Interval: a.Interval.String(), Adjusted: "none", Dividends: "as-paid",
		Benchmark: a.Index, Venue: a.venue, memory: artificialShelf{a},
	}
}

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
