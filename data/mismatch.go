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
		}
		if in.Kind == engine.Index || theirs.Volume <= 0 {
			continue
		}
		if share := perMille(mine.Volume, theirs.Volume); share < leastVolume || share > mostVolume {
			volumes.add(day, "%d shares, daily %d", mine.Volume, theirs.Volume)
		}
	}
	var out []Finding
	for _, d := range [...]struct {
		disagreement
		what string
	}{{prices, "prices"}, {volumes, "volumes"}} {
		if d.days == 0 {
			continue
		}
		out = append(out, Finding{
			Rule: Mismatch, Level: Warning, Symbol: in.Symbol, File: filepath.Base(l.files[0].path), Day: d.first, Times: d.days,
			Text: fmt.Sprintf("%s of %v differ from the daily bars on %d of %d days, first: %s", d.what, l, d.days, both, d.text),
		})
	}
	return out
}

// perMille returns a volume's share of another.
func perMille(q, of engine.Qty) int64 {
	v, ok := scaled(int64(q), 1000, int64(of))
	if !ok {
		return mostVolume + 1
	}
	return v
}
