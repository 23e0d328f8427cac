package chart

import "fmt"

// checkDay returns an error that names the first field of d that cannot be drawn:
// no bar, hours or bars out of order, a number that is not finite or exceeds 1e15.
func checkDay(d *Intraday) error {
	if len(d.Candles) == 0 {
		return ErrNoCandle
	}
	h := &d.Hours
	broken := h.Begin < 0 || h.Open < h.Begin || h.Close <= h.Open || h.End < h.Close || h.End > 24*3600
	if h.Lunch != 0 || h.Afternoon != 0 {
		broken = broken || h.Lunch <= h.Open || h.Afternoon <= h.Lunch || h.Close <= h.Afternoon
	}
	if broken {
		return fmt.Errorf("hours %+v are in no order of a session", *h)
	}
	for i := range d.Candles {
		k := &d.Candles[i]
		if k.From >= k.To || i > 0 && k.From < d.Candles[i-1].To {
			return fmt.Errorf("candle %d: from %d to %d, after one that ends at %d", i, k.From, k.To, d.Candles[max(i-1, 0)].To)
		}
		for _, v := range [...]float64{k.Open, k.High, k.Low, k.Close, k.Average, k.Volume} {
			if !sound(v) {
				return fmt.Errorf("candle %d: %v cannot be drawn", i, v)
			}
		}
		if k.Low > min(k.Open, k.Close) || k.High < max(k.Open, k.Close) || k.Volume < 0 {
			return fmt.Errorf("candle %d: open %v, high %v, low %v, close %v, volume %v are no bar", i, k.Open, k.High, k.Low, k.Close, k.Volume)
		}
	}
	for i := range d.Fills {
		if !sound(d.Fills[i].Price) {
			return fmt.Errorf("fill %d: price %v cannot be drawn", i, d.Fills[i].Price)
		}
	}
	return nil
}
