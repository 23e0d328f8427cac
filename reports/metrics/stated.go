package metrics

import "math"

// Stated is what a reader says beside a curve. The zero Stated is the
// threshold 0 and no autocorrelations.
type Stated struct {
	MAR float64   // minimum acceptable return of a period, the L of Omega
	Rho []float64 // autocorrelations of returns, lag 1 first; none: not given
}

// ComputeStated returns the figures of c that are of what is stated, in the
// order of Definitions. They are no part of a result, which has them at the
// threshold 0 and of its own autocorrelations.
func ComputeStated(c Curve, s Stated, o Options) Set {
	b := builder{table: statedDefinitions[:]}
	f := foldOf(c)
	r := c.returns
	b.add("mar", Number(s.MAR))
	dev := f.guard(DownsideDeviation(r, s.MAR))
	sortino := f.guard(Sortino(r, s.MAR))
	b.add("downside_dev_per_mar", dev)
	b.add("downside_dev_ann_mar", perRootYear(dev, o.Periods))
	b.add("sortino_per_mar", sortino)
	b.add("sortino_ann_mar", perRootYear(sortino, o.Periods))
	omega := f.guard(Omega(r, s.MAR))
	b.add("omega_mar", omega)
	b.add("omega_sharpe_mar", omega.plus(-1))
	potential := f.guard(UpsidePotential(r, s.MAR))
	b.add("upside_potential_mar", potential)
	b.add("upside_potential_ratio_mar", over(potential, f.guard(several(f.r.n, dev)), NoLosses))

	per := f.guard(f.r.sharpe(0))
	eta := Undefined(NoAutocorrelations)
	if len(s.Rho) > 0 {
		eta = f.guard(loEta(Number(0), s.Rho, o.Periods))
	}
	b.add("lo_eta_given", eta)
	b.add("sharpe_lo_given_ann", product(eta, per))
	return b.set
}

// DownsideDeviation returns √(mean(min(r − mar, 0)²)) over all returns, per
// period. Source: Sortino & van der Meer 1991.
func DownsideDeviation(returns []float64, mar float64) Value {
	if len(returns) == 0 {
		return Undefined(NoReturns)
	}
	var sum float64
	for _, r := range returns {
		low := min(r-mar, 0)
		sum += float64(low * low)
	}
	return Number(math.Sqrt(sum / float64(len(returns))))
}

// Sortino returns (mean − mar) ÷ DownsideDeviation, per period, of two returns or
// more.
func Sortino(returns []float64, mar float64) Value {
	m := momentsOf(returns)
	return over(Number(m.mean-mar), several(m.n, DownsideDeviation(returns, mar)), NoLosses)
}

// UpsidePotential returns mean(max(r − mar, 0)) over all returns, per period.
// Source: Sortino, van der Meer & Plantinga 1999.
func UpsidePotential(returns []float64, mar float64) Value {
	if len(returns) == 0 {
		return Undefined(NoReturns)
	}
	var sum float64
	for _, r := range returns {
		sum += max(r-mar, 0)
	}
	return Number(sum / float64(len(returns)))
}

// Omega returns Σ max(r − level, 0) ÷ Σ max(level − r, 0). At level 0 it is
// the Bernardo-Ledoit ratio. Source: Keating & Shadwick 2002.
func Omega(returns []float64, level float64) Value {
	if len(returns) == 0 {
		return Undefined(NoReturns)
	}
	var gains, losses float64
	for _, r := range returns {
		gains += max(r-level, 0)
		losses += max(level-r, 0)
	}
	return ratio(gains, losses, NoLosses)
}
