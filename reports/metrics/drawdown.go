package metrics

import (
	"encoding/json"

	"rally/engine"
)

// Spell is a stretch under water. Indices are those of the curve's points,
// 0 the starting equity; days are zero on a curve without dates.
//
//	Peak < Trough ≤ End; −1 ≤ Depth < 0
type Spell struct {
	Peak, Trough, End          int // the last point at the peak; the lowest, the first of equals; the recovery, or the last point
	PeakDay, TroughDay, EndDay engine.Day
	Depth                      float64 // equity at the trough ÷ at the peak − 1
	Recovered                  bool    // false: still under water at End
}

// Sessions returns the sessions from the peak, which does not count, to the
// recovery or the end of the curve, which does.
func (s Spell) Sessions() int { return s.End - s.Peak }

// Days returns the calendar days from the peak to the recovery or the end of
// the curve; 0 without dates.
func (s Spell) Days() int { return int(s.EndDay - s.PeakDay) }

// Drawdowns returns c's spells in order of their peaks; only the last may be
// not recovered. The starting equity is the first peak.
func Drawdowns(c Curve) []Spell {
	var spells []Spell
	w := startWater(c.day(0), c.equity[0])
	for i, e := range c.equity[1:] {
		if w.step(c.day(i+1), e) {
			spells = append(spells, w.ended)
		}
		if e <= 0 {
			break
		}
	}
	if w.under {
		spells = append(spells, w.spell)
	}
	return spells
}

// Extremes returns c's deepest spell, that of max_dd, and the one of the most
// sessions, of equals the first; false where it was never under water.
func Extremes(c Curve) (deepest, longest Spell, ok bool) {
	f := foldOf(c)
	deepest, ok = f.Deepest()
	longest, _ = f.Longest()
	return deepest, longest, ok
}

// MarshalJSON writes s with its days, or null for these without dates.
func (s Spell) MarshalJSON() ([]byte, error) {
	day := func(d engine.Day) any {
		if s.undated() {
			return nil
		}
		return d.String()
	}
	var days any
	if !s.undated() {
		days = s.Days()
	}
	return json.Marshal(struct { // in the order of the names, as a result is written
		Days      any   `json:"days"`
		Depth     Value `json:"depth"`
		End       any   `json:"end"`
		Peak      any   `json:"peak"`
		Recovered bool  `json:"recovered"`
		Sessions  int   `json:"sessions"`
		Trough    any   `json:"trough"`
	}{days, Number(s.Depth), day(s.EndDay), day(s.PeakDay), s.Recovered, s.Sessions(), day(s.TroughDay)})
}

func (s Spell) undated() bool { return s.PeakDay == 0 && s.TroughDay == 0 && s.EndDay == 0 }

// Underwater returns, for each of c's points, equity ÷ highest equity so far
// − 1, in [−1, 0]. From ruin on it is −1.
func Underwater(c Curve) []float64 {
	depths := make([]float64, len(c.equity))
	peak := c.equity[0]
	ruined := false
	for i, e := range c.equity {
		ruined = ruined || e <= 0
		peak = max(peak, e)
		depths[i] = depth(e, peak)
		if ruined {
			depths[i] = -1
		}
	}
	return depths
}

// depth is equity ÷ peak − 1, at least −1: more than everything is not lost.
func depth(equity, peak float64) float64 { return max(equity/peak-1, -1) }

// water follows one curve under and above its highest point.
type water struct {
	at      int // index of the newest point
	peak    float64
	peakAt  int
	peakDay engine.Day
	under   bool
	spell   Spell   // the open one while under, else zero
	ended   Spell   // the last that has ended
	depth   float64 // of the newest point, ≤ 0
}

func startWater(day engine.Day, equity float64) water {
	return water{peak: equity, peakDay: day}
}

// step takes the next point and reports whether a spell ended with it, which
// is then w.ended.
func (w *water) step(day engine.Day, equity float64) bool {
	w.at++
	if equity < w.peak {
		w.sink(day, equity)
		return false
	}
	ended := w.under
	if ended {
		w.ended = w.spell
		w.ended.End, w.ended.EndDay, w.ended.Recovered = w.at, day, true
		w.under, w.spell, w.depth = false, Spell{}, 0
	}
	w.peak, w.peakAt, w.peakDay = equity, w.at, day
	return ended
}

func (w *water) sink(day engine.Day, equity float64) {
	w.depth = depth(equity, w.peak)
	if !w.under {
		w.under = true
		w.spell = Spell{Peak: w.peakAt, PeakDay: w.peakDay}
	}
	if w.depth < w.spell.Depth {
		w.spell.Trough, w.spell.TroughDay, w.spell.Depth = w.at, day, w.depth
	}
	w.spell.End, w.spell.EndDay = w.at, day
}
