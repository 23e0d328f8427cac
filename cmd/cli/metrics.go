package cli

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rally/engine"
	"rally/reports/metrics"
)

// mostPeriods is the most periods a year: every minute of it.
const mostPeriods = 366 * 24 * 60

// Reasons for which a figure is undefined because a file was not given.
const (
	noTradesGiven   = "no trades given"
	noFillsGiven    = "no fills given"
	noFeesGiven     = "no fees given"
	noExposureGiven = "no exposure given"
	noReturnsGiven  = "no returns of trades given"
	noLengthsGiven  = "no lengths of trades given"
	noMoney         = "a curve of returns has no money"
)

// metricsVerb answers every metric of a curve made elsewhere.
func (c *command) metricsVerb() *cobra.Command {
	var a appraisal
	var periods, rf string
	cmd := &cobra.Command{
		Use:   "metrics EQUITY.csv",
		Short: "every metric of a curve made elsewhere",
		Long: `Says all that can be said of a curve made elsewhere: growth, risk, drawdowns and,
with more columns or files, how it compares with a benchmark and how it traded.

The file has a row of names, then a row a session or a mark in the order of time.
A column session, date or time says when, a column equity (nav, value, close) how
much there was; the first row is the starting equity. With --returns a column
return (r) has the simple return of each row, 0.01 for 1 %. Marks within sessions
are reduced to sessions, of Hong Kong's date. A column benchmark and a column
exposure (market value ÷ equity) are used where they are there, as in equity.csv
of a result.

A year has as many periods as the exchange calendar has sessions; for a curve
that has no dates, or not a row a session, --periods says how many.`,
		Example: `  rally metrics "$(rally run --no-pictures --quiet)"/equity.csv`,
		Args:    cobra.ExactArgs(1),
	}
	f := cmd.Flags()
	f.BoolVar(&a.wish.asReturns, "returns", false, "the column has simple returns, 0.01 for 1 %, not equities")
	f.StringVar(&a.wish.named, "column", "", "`NAME` of the column of the curve, where its name does not say so")
	f.StringVar(&a.benchmarkFile, "benchmark", "", "`B.csv` with the curve of a benchmark; the same file: its column benchmark")
	f.StringVar(&a.wish.namedBeside, "benchmark-column", "", "`NAME` of the column of the benchmark, such as hold")
	f.StringVar(&periods, "periods", "", "`N` periods a year, A: 252, 52, 12; default: by the exchange calendar")
	f.StringVar(&rf, "rf", "0", "`RATE` without risk, a year: 4% or 0.04")
	f.StringVar(&a.tradesFile, "trades", "", "`TRADES.csv` with a round trip a row: net or pnl, and return, entry_time, exit_time")
	f.StringVar(&a.fillsFile, "fills", "", "`FILLS.csv` with a fill a row: side, consideration or qty and price, fees")
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		var err error
		if a.options.Periods, err = periodsOf(periods, cmd.Flags().Changed("periods")); err != nil {
			return err
		}
		if a.options.RiskFree, err = riskFree(rf); err != nil {
			return err
		}
		a.rf = strings.TrimSpace(rf)
		if a.fillsFile != "" && a.wish.asReturns {
			return wrongUse("--fills and --returns: what was bought and sold is measured against equity, in money")
		}
		if err := a.read(args[0], newProgress(c.err, false)); err != nil {
			return err
		}
		if err := a.compute(); err != nil {
			return wrongUse("%s: %w", args[0], err)
		}
		if *asJSON {
			return c.print(a.json())
		}
		return c.printAppraisal(&a)
	}
	return cmd
}

// periodsOf reads --periods; 0 where it is not given.
func periodsOf(text string, given bool) (float64, error) {
	if !given {
		return 0, nil
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || !(n >= 1) || n > mostPeriods || strings.ContainsAny(text, "xXpP_") {
		return 0, wrongUse("--periods %s: a number of periods a year from 1 to %d, such as 252, 246.5, 52 or 12", shown(text), mostPeriods)
	}
	return n, nil
}

// riskFree reads --rf.
func riskFree(text string) (float64, error) {
	bare, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	rate, err := strconv.ParseFloat(strings.TrimSpace(bare), 64)
	if percent {
		rate /= 100
	}
	if err != nil || !(math.Abs(rate) < 1) || strings.ContainsAny(text, "xXpP_") {
		return 0, wrongUse("--rf %s: a rate a year above -100%% and below 100%%, such as 4%% or 0.04", shown(text))
	}
	return rate, nil
}

// appraisal is what is said of a curve made elsewhere.
type appraisal struct {
	wish                                 curveWish
	benchmarkFile, tradesFile, fillsFile string
	rf                                   string // as it was given
	options                              metrics.Options

	file      *curveFile
	beside    *points // the benchmark; nil without
	besideOf  string  // its file
	trades    *tradeFile
	fills     *fillFile
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
	var days []engine.Day // of sessions
	closes := a.file.sessions()
	if a.file.kind.dated() {
		for _, i := range closes {
			days = append(days, a.file.day(i))
		}
	}
	a.covered = coverageOf(days)
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
	a.set = metrics.Compute(a.curve, a.benchmark, a.options)
	var held []metrics.Holding
	if a.trades != nil {
		held, a.beyond = a.trades.place(days, len(closes))
	}
	activity, variants := a.activity(closes, held)
	a.set = slices.Concat(a.set, activity, a.roundTrips(), variants)
	return nil
}

// activity returns the figures of holding and trading that the files know, and
// the variants of other programs.
func (a *appraisal) activity(closes []int, held []metrics.Holding) (set, variants metrics.Set) {
	var all metrics.Activity
	for _, i := range closes {
		if a.file.exposure != nil {
			all.Exposure = append(all.Exposure, a.file.exposure[i])
		}
	}
	if a.fills != nil {
		all.Buys, all.Sells, all.Costs = a.fills.total.Buys, a.fills.total.Sells, a.fills.total.Costs
		gained := a.curve.Equity(a.curve.Len()-1) - a.curve.Equity(0)
		all.Gross = engine.Money(math.Round(gained*1000)) + all.Costs
	}
	set = metrics.ComputeActivity(all, a.curve, a.options)
	if a.file.exposure == nil {
		why := metrics.Undefined(noExposureGiven)
		if held != nil {
			put(set, metrics.TimeExposed(held, len(closes), metrics.ExitFlat), "exposure_time")
			put(set, metrics.TimeExposed(held, len(closes), metrics.ExitHeld), "exposure_time_inclusive")
		} else {
			put(set, why, "exposure_time", "exposure_time_inclusive")
		}
		put(set, why, "exposure_capital")
	}
	variants = metrics.ComputeVariants(a.curve, a.benchmark, all, a.roundTrips(), a.options)
	if why := a.noFills(); why != "" {
		v := metrics.Undefined(why)
		put(set, v, "turnover", "turnover_ann", "traded", "costs", "gross", "cost_bp", "break_even_cost_bp")
		put(variants, v, "turnover_lesser", "turnover_pyfolio")
	} else if !a.fills.fees {
		put(set, metrics.Undefined(noFeesGiven), "costs", "gross", "cost_bp", "break_even_cost_bp")
	}
	return set, variants
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
		for i := range set {
			set[i].Value = metrics.Undefined(noTradesGiven)
		}
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
