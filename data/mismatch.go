package data

import (
	"fmt"
	"path/filepath"
	"strings"

	"rally/engine"
)

// The volumes of a session's shorter bars sum to this share of its daily bar's,
// in per mille. Vendors' minutes leave out what is reported late and off the
// book: two years of Futu's have 91 to 98 % of it, rarely all.
const (
	leastVolume = 910
	mostVolume  = 1000
)

// mismatches looks at the instrument's shorter bars beside its daily ones,
// session by session, and returns what does not agree: a finding for prices and
// one for volumes, of each interval that was read.
func (o *loaded) mismatches() []Finding {
	last := o.lanes[len(o.lanes)-1]
	if last.every != engine.Daily || last.made {
		return nil
	}
	var out []Finding
	for _, l := range o.lanes[:len(o.lanes)-1] {
		if !l.made {
			out = append(out, l.beside(last, &o.in)...)
		}
	}
	return out
}

// Shorter bars that leave out an auction have a narrower range than their day;
// none goes beyond it. Where on so many days, at least, and on more than half of
// them one does, it is an error: the daily bars are not those of their sessions.
const leastWrongDays = 5

// disagreement is what two lanes differ in.
type disagreement struct {
	days  int
	first engine.Day
	text  string // of the first day
}

func (d *disagreement) add(day engine.Day, format string, args ...any) {
	if d.days++; d.days == 1 {
		d.first, d.text = day, fmt.Sprintf(format, args...)
	}
}

// beside compares the lane's sessions with daily bars.
func (l *lane) beside(daily *lane, in *engine.Instrument) []Finding {
	var prices, volumes disagreement
	both, at := 0, 0
	beyond, early, late := 0, 0, 0 // days: beyond their daily bar's range; that are the daily bar before; that behind
	of := sessionsOf(l.kept)
	for i := range of {
		mine := &of[i]
		day := mine.End.Day()
		for at < len(daily.kept) && daily.kept[at].End.Day() < day {
			at++
		}
		if at == len(daily.kept) {
			break
		}
		theirs := &daily.kept[at]
		if theirs.End.Day() != day {
			continue
		}
		both++
		var apart []string
		for _, p := range [...]struct {
			name         string
			mine, theirs engine.Price
		}{{"open", mine.Open, theirs.Open}, {"high", mine.High, theirs.High}, {"low", mine.Low, theirs.Low}, {"close", mine.Close, theirs.Close}} {
			if p.mine != p.theirs {
				apart = append(apart, fmt.Sprintf("%s %v, daily %v", p.name, p.mine, p.theirs))
			}
		}
		if len(apart) > 0 {
			prices.add(day, "%s", strings.Join(apart, "; "))
			if mine.High > theirs.High || mine.Low < theirs.Low {
				beyond++
			}
			if at > 0 && samePrices(mine, &daily.kept[at-1]) {
				early++
			}
			if at+1 < len(daily.kept) && samePrices(mine, &daily.kept[at+1]) {
				late++
			}
		}
		if in.Kind == engine.Index || theirs.Volume <= 0 {
			continue
		}
		if share := perMille(mine.Volume, theirs.Volume); share < leastVolume || share > mostVolume {
			volumes.add(day, "%d shares, daily %d", mine.Volume, theirs.Volume)
		}
	}
	level := Warning
	if beyond >= leastWrongDays && 2*beyond > both {
		level = Error
		prices.text += fmt.Sprintf("; on %d days the range is beyond the daily one", beyond)
		switch {
		case 2*early > prices.days:
			prices.text += ": the daily bars are a session early"
		case 2*late > prices.days:
			prices.text += ": the daily bars are a session late"
		}
	}
	var out []Finding
	for _, d := range [...]struct {
		disagreement
		what  string
		level Level
	}{{prices, "prices", level}, {volumes, "volumes", Warning}} {
		if d.days == 0 {
			continue
		}
		out = append(out, Finding{
			Rule: Mismatch, Level: d.level, Symbol: in.Symbol, File: filepath.Base(l.files[0].path), Day: d.first, Times: d.days,
			Text: fmt.Sprintf("%s of %v differ from the daily bars on %d of %d days, first: %s", d.what, l, d.days, both, d.text),
		})
	}
	return out
}

func samePrices(a, b *engine.BarRow) bool {
	return a.Open == b.Open && a.High == b.High && a.Low == b.Low && a.Close == b.Close
}

// perMille returns a volume's share of another.
func perMille(q, of engine.Qty) int64 {
	v, ok := scaled(int64(q), 1000, int64(of))
	if !ok {
		return mostVolume + 1
	}
	return v
}
