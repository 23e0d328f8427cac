package cli

import (
	"errors"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// mostPeriods is the most periods a year: every minute of it.
const mostPeriods = 366 * 24 * 60

// metricsVerb answers every metric of a curve made elsewhere.
func (c *command) metricsVerb() *cobra.Command {
	var a appraisal
	var periods, mar, rho string
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
that has no dates, or not a row a session, --periods says how many. What the
benchmark made is of the span of the curve, whatever else its file has. Any of
the files may be packed with gzip.`,
		Example: `  rally metrics "$(rally run --no-pictures --quiet)"/equity.csv --rf 4% --mar 0.05%`,
		Args:    arguments(1, 1, "a file of a curve"),
	}
	f := cmd.Flags()
	f.BoolVar(&a.wish.asReturns, "returns", false, "the column has simple returns, 0.01 for 1 %, not equities")
	f.StringVar(&a.wish.named, "column", "", "`NAME` of the column of the curve, where its name does not say so")
	f.StringVar(&a.benchmarkFile, "benchmark", "", "`B.csv` with the curve of a benchmark; the same file: its column benchmark")
	f.StringVar(&a.wish.namedBeside, "benchmark-column", "", "`NAME` of the column of the benchmark, such as hold")
	f.StringVar(&periods, "periods", "", "`N` periods a year, A: 252, 52, 12; default: by the exchange calendar")
	f.StringVar(&a.rf, "rf", "0", "`RATE` without risk, a year: 4% or 0.04; or a file of such rates by date")
	f.StringVar(&mar, "mar", "0", "`RETURN` of a period that is asked for: 0.5% or 0.005; of the figures whose name ends in _mar")
	f.StringVar(&rho, "rho", "", "`LIST` of autocorrelations at lags 1, 2, … for lo_eta_given: 0.2 or -0.1,0.05")
	f.StringVar(&a.tradesFile, "trades", "", "`TRADES.csv` with a round trip a row: net or pnl, and return, risk or r_multiple, entry_time, exit_time")
	f.StringVar(&a.fillsFile, "fills", "", "`FILLS.csv` with a fill a row: side, consideration or qty and price, fees")
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		var err error
		if a.options.Periods, err = periodsOf(periods, cmd.Flags().Changed("periods")); err != nil {
			return err
		}
		if err := a.riskFree(); err != nil {
			return err
		}
		if a.stated.MAR, err = shareOf(mar); err != nil {
			return wrongUse("--mar %s: a return of a period above -100%% and below 100%%, such as 0.5%% or 0.005", shown(mar))
		}
		if a.stated.Rho, err = rhosOf(rho, cmd.Flags().Changed("rho")); err != nil {
			return err
		}
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

// shareOf reads a share above −100 % and below 100 %, as people write it: 4% or 0.04.
func shareOf(text string) (float64, error) {
	bare, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	x, err := strconv.ParseFloat(strings.TrimSpace(bare), 64)
	if percent {
		x /= 100
	}
	if err == nil && (!(math.Abs(x) < 1) || strings.ContainsAny(text, "xXpP_")) {
		err = errors.New("outside of -100% to 100%")
	}
	return x, err
}

// riskFree reads --rf: a rate, or the name of a file.
func (a *appraisal) riskFree() error {
	a.rf = strings.TrimSpace(a.rf)
	rate, err := shareOf(a.rf)
	switch {
	case err == nil:
		a.options.RiskFree = rate
	case strings.HasSuffix(a.rf, ".csv"), strings.HasSuffix(a.rf, ".gz"), isThere(a.rf):
		a.ratesFile = a.rf
	default:
		return wrongUse("--rf %s: a rate a year above -100%% and below 100%%, such as 4%% or 0.04, or a file of rates by date", shown(a.rf))
	}
	return nil
}

// isThere reports whether a file is called so.
func isThere(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// mostLags is the most autocorrelations of --rho.
const mostLags = 1000

// rhosOf reads --rho.
func rhosOf(text string, given bool) ([]float64, error) {
	if !given {
		return nil, nil
	}
	cells := strings.Split(text, ",")
	out := make([]float64, 0, len(cells))
	for _, cell := range cells {
		x, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
		if err != nil || !(math.Abs(x) <= 1) || strings.ContainsAny(cell, "xXpP_") || len(cells) > mostLags {
			return nil, wrongUse("--rho %s: at most %d autocorrelations from -1 to 1, of lag 1 first, such as 0.2 or -0.1,0.05", shown(text), mostLags)
		}
		out = append(out, x)
	}
	return out, nil
}
