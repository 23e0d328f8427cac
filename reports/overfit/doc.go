// Package overfit says how much of the best of many trials may be luck: the
// deflated Sharpe ratio, the effective number of trials, and the probability of
// backtest over-fitting.
//
// # Terms
//
// A trial is one rule with one set of parameters, played over the same sessions
// as the others; a track is what the statistics need of it. Sharpe ratios here
// are those of one period, with a risk-free rate of zero, unless a name says
// otherwise. N counts every trial that was made, those made elsewhere included.
// A block is a stretch of successive periods, as long as every other; a half is
// half of the blocks, and a split is a half that chooses with its complement,
// which judges.
//
// # Order of events
//
// While a trial is played its returns are added to the sums of a few blocks, of
// equal length and the same for all trials. From the sums follows the Sharpe
// ratio of any union of blocks, so that ten thousand trials are a few megabytes
// and none has to be left out. Assess then looks at all tracks together.
//
// # Determinism
//
// Equal tracks in equal order give equal answers, bit for bit, on any number of
// cores: what is shared out among them is added up in an order of its own.
package overfit
