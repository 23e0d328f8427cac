package cli

import (
	"fmt"
	"math"
	"os"
	"slices"

	"rally/engine"
	"rally/reports/metrics"
)

// Reasons for which a figure is undefined because a file was not given.
const (
	noTradesGiven   = "no trades given"
	noFillsGiven    = "no fills given"
	noFeesGiven     = "no fees given"
	noExposureGiven = "no exposure given"
	noReturnsGiven  = "no returns of trades given"
	noRisksGiven    = "no risks of trades given"
	noLengthsGiven  = "no lengths of trades given"
	noMoney         = "a curve of returns has no money"
)

// appraisal is what is said of a curve made elsewhere.
type appraisal struct {
	wish                                 curveWish
	benchmarkFile, tradesFile, fillsFile string
	rf                                   string // as it was given: a rate, or
	ratesFile                            string // the file of such
	options                              metrics.Options
	stated                               metrics.Stated

	file      *curveFile
	beside    *points // the benchmark; nil without
	besideOf  string  // its file
	trades    *tradeFile
	fills     *fillFile
	rates     *rateFile
	days      []engine.Day // of the sessions; nil without dates
	covered   coverage
	calendar  bool // A is of the calendar
	curve     metrics.Curve
	benchmark *metrics.Curve
	beyond    int // trades that reach beyond the curve
	set       metrics.Set
}

// read reads the files.
func (a *appraisal) read(path string, p *progress) error {
	wish := a.wish
	same := a.benchmarkFile == "" || sameFile(a.benchmarkFile, path)
	if !same {
		wish.namedBeside = ""
	}
	var err error
	if a.file, err = readFile(path, p, wish.read); err != nil {
		return err
	}
	a.beside, a.besideOf = a.file.benchmark, path
	asked := a.benchmarkFile != "" || a.wish.namedBeside != ""
	switch {
	case same && asked && a.beside == nil:
		return wrongUse("%s: nothing in it is a benchmark; name a column with --benchmark-column NAME, or another file", path)
	case !same:
		of := curveWish{asReturns: a.wish.asReturns, named: a.wish.namedBeside, ofBenchmark: true}
		b, err := readFile(a.benchmarkFile, p, of.read)
		if err != nil {
			return err
		}
		a.beside, a.besideOf = &b.points, a.benchmarkFile
	}
	if a.ratesFile != "" {
		if a.rates, err = readFile(a.ratesFile, p, readRates); err != nil {
			return err
		}
	}
	if a.tradesFile != "" {
		if a.trades, err = readFile(a.tradesFile, p, readTrades); err != nil {
			return err
		}
	}
	if a.fillsFile != "" {
		a.fills, err = readFile(a.fillsFile, p, readFills)
	}
	return err
}

// sameFile reports whether two names are of one file.
func sameFile(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// compute computes every figure.
func (a *appraisal) compute() error {
	closes := a.file.sessions()
	if a.file.kind.dated() {
		for _, i := range closes {
			a.days = append(a.days, a.file.day(i))
		}
	}
	a.covered = coverageOf(a.days)
	if a.options.Periods == 0 {
		a.options.Periods = a.covered.periods()
		a.calendar = a.options.Periods > 0
	}
	before := func(first engine.Day) engine.Day { return a.covered.before(first, a.options.Periods) }
	var err error
	if a.curve, err = a.file.curve(before); err != nil {
		return err
	}
	if a.beside != nil {
		b, err := a.beside.curve(before)
		if err != nil {
			return fmt.Errorf("benchmark: %w", err)
		}
		a.benchmark = &b
	}
	if a.rates == nil {
		a.set = metrics.Compute(a.curve, a.benchmark, a.options)
	} else {
		if err := a.rates.covers(a.days); err != nil {
			return err
		}
		a.set = metrics.ComputeOver(a.curve, a.benchmark, a.rates.series, a.options)
	}
	var held []metrics.Holding
	if a.trades != nil {
		held, a.beyond = a.trades.place(a.days, len(closes))
	}
	activity := a.activity(closes, held)
	a.set = slices.Concat(a.set, a.trading(activity), a.roundTrips(), a.multiples(),
		metrics.ComputeStated(a.curve, a.stated, a.options), a.variants(activity))
	return nil
}

// activity is what the files say of holding and trading.
func (a *appraisal) activity(closes []int, held []metrics.Holding) traded {
	t := traded{held: held, sessions: len(closes)}
	for _, i := range closes {
		if a.file.exposure != nil {
			t.Exposure = append(t.Exposure, a.file.exposure[i])
		}
	}
	if a.fills != nil {
		t.Buys, t.Sells, t.Costs = a.fills.total.Buys, a.fills.total.Sells, a.fills.total.Costs
		gained := a.curve.Equity(a.curve.Len()-1) - a.curve.Equity(0)
		t.Gross = engine.Money(math.Round(gained*1000)) + t.Costs
	}
	return t
}

// traded is what was held and traded over so many sessions.
type traded struct {
	metrics.Activity
	held     []metrics.Holding // nil: unknown
	sessions int
}

// trading returns the figures of holding and trading that the files know.
func (a *appraisal) trading(t traded) metrics.Set {
	set := metrics.ComputeActivity(t.Activity, a.curve, a.options)
	if a.file.exposure == nil {
		why := metrics.Undefined(noExposureGiven)
		if t.held != nil {
			put(set, metrics.TimeExposed(t.held, t.sessions, metrics.ExitFlat), "exposure_time")
			put(set, metrics.TimeExposed(t.held, t.sessions, metrics.ExitHeld), "exposure_time_inclusive")
		} else {
			put(set, why, "exposure_time", "exposure_time_inclusive")
		}
		put(set, why, "exposure_capital")
	}
	if why := a.noFills(); why != "" {
		put(set, metrics.Undefined(why), "turnover", "turnover_ann", "traded", "costs", "gross", "cost_bp", "break_even_cost_bp")
	} else if !a.fills.fees {
		put(set, metrics.Undefined(noFeesGiven), "costs", "gross", "cost_bp", "break_even_cost_bp")
	}
	return set
}

// variants returns the figures of other programs.
func (a *appraisal) variants(t traded) metrics.Set {
	var trades []metrics.Trade
	if a.trades != nil {
		trades = a.trades.trades
	}
	set := metrics.ComputeVariants(a.curve, a.benchmark, t.Activity, trades, a.options)
	if why := a.noFills(); why != "" {
		put(set, metrics.Undefined(why), "turnover_lesser", "turnover_pyfolio")
	}
	switch {
	case a.trades == nil:
		put(set, metrics.Undefined(noTradesGiven), "profit_factor_backtestingpy")
	case len(trades) > 0 && !a.trades.returns:
		put(set, metrics.Undefined(noReturnsGiven), "profit_factor_backtestingpy")
	}
	return set
}

// noFills is why nothing is known of what was bought and sold; "" if it is.
func (a *appraisal) noFills() string {
	switch {
	case a.fills != nil:
		return ""
	case a.wish.asReturns:
		return noMoney
	}
	return noFillsGiven
}

// roundTrips returns the figures of round trips.
func (a *appraisal) roundTrips() metrics.Set {
	var trades []metrics.Trade
	if a.trades != nil {
		trades = a.trades.trades
	}
	set := metrics.ComputeTrades(trades)
	switch {
	case a.trades == nil:
		allUndefined(set, noTradesGiven)
	case len(trades) > 0:
		if !a.trades.returns {
			put(set, metrics.Undefined(noReturnsGiven), "kelly_exact_growth_opt", "growth_at_f", "mean_ret", "geo_mean_ret", "t_stat_mean_ret")
		}
		if !a.trades.held {
			put(set, metrics.Undefined(noLengthsGiven), "avg_bars")
		}
	}
	return set
}

// multiples returns the figures of R multiples.
func (a *appraisal) multiples() metrics.Set {
	if a.trades == nil {
		return allUndefined(metrics.ComputeMultiples(nil), noTradesGiven)
	}
	if len(a.trades.trades) > 0 && a.trades.multiples == nil {
		return allUndefined(metrics.ComputeMultiples(nil), noRisksGiven)
	}
	return metrics.ComputeMultiples(a.trades.multiples)
}

// allUndefined sets every figure of a set to a reason.
func allUndefined(set metrics.Set, why string) metrics.Set {
	for i := range set {
		set[i].Value = metrics.Undefined(why)
	}
	return set
}

// put sets figures of a set.
func put(set metrics.Set, v metrics.Value, names ...string) {
	for _, name := range names {
		for i := range set {
			if set[i].Name == name {
				set[i].Value = v
			}
		}
	}
}
