package metrics

import "math"

// ComputeVariants returns figures of the curve c and of what it traded as other
// programs print them, in the order of Definitions, so that a reader who
// compares can tell a difference of convention from a mistake. They are no part
// of a result.
func ComputeVariants(a Activity, c Curve, o Options) Set {
	b := builder{table: variantDefinitions[:]}
	f := foldOf(c)
	vol := f.guard(lognormalVol(&f, o.Periods))
	growth := f.cagrPeriods(o)
	b.add("ann_vol_backtestingpy", vol)
	b.add("sharpe_ann_backtestingpy", f.guard(over(growth, vol, ConstantReturns)))
	dev := f.guard(Number(math.Sqrt(f.downside / f.r.n)))
	b.add("sortino_ann_backtestingpy", over(f.guard(growth), perRootYear(dev, o.Periods), NoLosses))

	t := turnovers(a, c)
	b.add("turnover_lesser", t.Lesser)
	b.add("turnover_pyfolio", t.Average)
	return b.set
}

// lognormalVol is the volatility of a year of a periods whose returns are
// independent: √((s² + (1+g)²)^a − (1+g)^(2a)), with s the standard deviation
// and g the geometric mean of a period. Source: backtesting.py.
func lognormalVol(f *Fold, a float64) Value {
	sd := f.r.sd()
	if !sd.Defined() {
		return sd
	}
	if !(a > 0) {
		return Undefined(NoPeriods)
	}
	if sd.Number == 0 {
		return sd
	}
	grown := math.Exp(2 * math.Log(f.multiple()) / f.r.n) // (1+g)²
	return Number(math.Sqrt(math.Pow(float64(sd.Number*sd.Number)+grown, a) - math.Pow(grown, a)))
}
