package engine_test

import (
	"math/big"
	"slices"

	"rally/engine"
)

// naiveDay is a day of a name: its close and all that was traded.
type naiveDay struct {
	end    engine.Time
	close  engine.Price
	volume engine.Qty
}

// daysBefore returns the days of a name before a session: its daily bars or,
// where the data has none, its shortest bars of each day together.
func (w *tale) daysBefore(id engine.ID, now engine.Time) []naiveDay {
	series := w.names[id].series
	daily := slices.IndexFunc(series, func(s taleSeries) bool { return s.every == engine.Daily })
	var out []naiveDay
	for _, r := range series[max(0, daily)].rows {
		if r.Volume == 0 || r.End.Day() >= now.Day() {
			continue
		}
		if k := len(out) - 1; k >= 0 && out[k].end.Day() == r.End.Day() {
			out[k] = naiveDay{r.End, r.Close, r.Volume + out[k].volume}
		} else {
			out = append(out, naiveDay{r.End, r.Close, r.Volume})
		}
	}
	return out
}

// impact returns what trading so many shares now moves the price, coefficient ×
// volatility × √(quantity ÷ median volume) in parts per billion, and whether
// anything is known to tell it from. Returns and products are rounded to the
// nearest part, roots down.
func (w *tale) impact(id engine.ID, q engine.Qty, now engine.Time) (engine.Rate, bool) {
	days := w.daysBefore(id, now)
	if len(days) < 3 {
		return 0, false
	}
	var volumes, returns []*big.Rat
	for k, d := range days {
		volumes = append(volumes, whole(w.volumeThen(id, d.volume, d.end, now)))
		if k > 0 {
			before := days[k-1]
			grown := mul(big.NewRat(int64(d.close), int64(before.close)), w.ratio(id, before.end, d.end))
			returns = append(returns, whole(nearest(mul(grown, whole(int64(billion))))-billion))
		}
	}
	median, _ := medianOf(volumes)
	if median.Sign() == 0 {
		return 0, false
	}
	deviation := deviationOf(returns[max(0, len(returns)-20):])
	root := rootDown(mul(new(big.Rat).Quo(whole(q), median), whole(int64(billion*billion))))
	move := nearest(mul(whole(deviation), big.NewRat(int64(w.slippage.Impact), billion)))
	return engine.Rate(min(billion, nearest(mul(whole(move), big.NewRat(root, billion))))), true
}

// deviationOf returns the standard deviation of numbers as a sample, rounded down.
func deviationOf(list []*big.Rat) int64 {
	sum := new(big.Rat)
	for _, r := range list {
		sum.Add(sum, r)
	}
	mean := sum.Quo(sum, whole(int64(len(list))))
	squares := new(big.Rat)
	for _, r := range list {
		d := new(big.Rat).Sub(r, mean)
		squares.Add(squares, mul(d, d))
	}
	return rootDown(squares.Quo(squares, whole(int64(len(list)-1))))
}

// rootDown returns the root of a number, rounded down.
func rootDown(v *big.Rat) int64 {
	return new(big.Int).Sqrt(new(big.Int).Quo(v.Num(), v.Denom())).Int64()
}

// priceOf returns what a fill of so many shares is priced at, where slippage applies.
func (n *naive) priceOf(id engine.ID, side engine.Side, p engine.Price, q engine.Qty) engine.Price {
	rate := n.slippage.Rate
	if n.slippage.Impact > 0 {
		rate, _ = n.impact(id, q, n.now)
	}
	return n.slipped(id, side, p, rate, n.now.Day())
}
