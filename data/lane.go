package data

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"rally/engine"
)

// loaded is an instrument with its rows.
type loaded struct {
	in      engine.Instrument
	lanes   []*lane // by interval, the finest first
	outside int     // rows before listing or after delisting
}

// lane is an instrument's rows of one interval.
type lane struct {
	every    engine.Interval
	from     *source
	files    []*barFile
	bars     []bar
	undo     *undo // nil: as traded
	kept     []engine.BarRow
	findings []Finding
	proof    Proof
	made     bool // of the bars of another
}

// lane returns the instrument's rows of a file's interval, to be added to.
func (o *loaded) lane(f *barFile, of *source) (*lane, error) {
	for _, l := range o.lanes {
		if l.every != of.every {
			continue
		}
		if l.from != of {
			return nil, fileError(f.path, "bars of %v of %s are in another source too, in %s; a run takes them from one", of.every, o.in.Symbol, l.files[0].path)
		}
		return l, nil
	}
	l := &lane{every: of.every, from: of}
	o.lanes = append(o.lanes, l)
	slices.SortFunc(o.lanes, func(a, b *lane) int { return cmp.Compare(a.every, b.every) })
	return l, nil
}

// add appends a file's rows.
func (l *lane) add(f *barFile, bars []bar, symbol string) error {
	if len(l.files) > math.MaxUint16 {
		return fileError(f.path, "%s is in more than %d files", symbol, math.MaxUint16)
	}
	n := uint16(len(l.files))
	l.files = append(l.files, f)
	if n == 0 {
		l.bars = bars
		return nil
	}
	for i := range bars {
		bars[i].file = n
	}
	l.bars = append(l.bars, bars...)
	return nil
}

// cut leaves out the rows that lie outside the bounds and the listing, and
// returns how many lie outside the listing.
func (l *lane) cut(in *engine.Instrument, from, to engine.Day) (outside int) {
	if from == 0 && to == 0 && in.Listed == 0 && in.Delisted == 0 {
		return 0
	}
	l.bars = slices.DeleteFunc(l.bars, func(b bar) bool {
		if b.day < from || to != 0 && b.day > to {
			return true
		}
		if b.day < in.Listed || in.Delisted != 0 && b.day >= in.Delisted {
			outside++
			return true
		}
		return false
	})
	return outside
}

// prepare finds what undoes the rows' adjustment, of all of them, and leaves
// out those that the run does not take.
func (o *loaded) prepare(c *settled, actions []engine.Action) {
	for _, l := range o.lanes {
		if l.from.adjusted != AsTraded {
			l.undo = l.undoing(&o.in, c.Venue, actions).make()
		}
		if n := l.cut(&o.in, c.From, c.To); l == o.lanes[0] {
			o.outside = n
		}
	}
}

// undoing returns how the rows that the lane has would be undone.
func (l *lane) undoing(in *engine.Instrument, venue engine.Venue, actions []engine.Action) *undoing {
	decimals := 0
	for _, f := range l.files {
		decimals = max(decimals, f.decimals)
	}
	return &undoing{in: in, adjusted: l.from.adjusted, actions: actions, bars: l.bars, decimals: decimals, venue: venue}
}

// days returns the bars of the instrument by session: its daily ones where
// there are any, else what its finest come to.
func (o *loaded) days() []engine.BarRow {
	last := o.lanes[len(o.lanes)-1]
	if last.every == engine.Daily {
		return last.kept
	}
	return sessionsOf(o.lanes[0].kept)
}

// rows counts the rows that are left.
func (o *loaded) rows() int {
	n := 0
	for _, l := range o.lanes {
		n += len(l.bars)
	}
	return n
}

// paths lists the lane's files as bar.file counts them.
func (l *lane) paths() []string {
	var out []string
	for _, f := range l.files {
		out = append(out, f.path)
	}
	return out
}

// check passes the rows through the gate.
func (l *lane) check(in *engine.Instrument, venue engine.Venue, cal *calendar, actions []engine.Action) error {
	zone, err := parseZone(l.from.spec.Columns.Zone)
	if err != nil {
		return err
	}
	g := &gate{
		in: in, venue: venue, cal: cal, actions: actions, undo: l.undo, undoing: l.undoing(in, venue, actions), files: l.paths(),
		zone: zone, slots: slotter{every: l.every, in: in, label: l.from.spec.Columns.Label},
		proof: Proof{Symbol: in.Symbol, Interval: l.every, Basis: l.from.adjusted},
	}
	if l.undo != nil {
		g.proof.Actions, g.proof.AsOf = l.undo.used, l.undo.asOf
	}
	if err := g.run(l.bars); err != nil {
		return err
	}
	if in.Kind != engine.Index && !g.proof.Holds() && (l.undo != nil || !g.proof.held()) {
		g.missing(l.bars)
	}
	l.kept, l.findings, l.proof, l.bars = g.kept, g.findings, g.proof, nil
	return nil
}

// String names the lane in messages.
func (l *lane) String() string { return fmt.Sprintf("bars of %v", l.every) }
