package metrics

import (
	"math"

	"rally/engine"
)

// Trade is a round trip.
type Trade struct {
	Net      engine.Money // profit after every charge
	Return   float64      // Net ÷ what was paid for the position
	Sessions int          // held: sessions from entry to exit
}

// tally is what one pass over trades finds. Money is exact.
type tally struct {
	n, wins, losses, scratches int
	won, lost, best            engine.Money // lost ≤ 0; best is the largest net
	run, longestRun            int          // of losses
	sessions                   int
	net, returns               moments
	ruin                       bool // a return of −1 or less
}

func tallyOf(trades []Trade) tally {
	var t tally
	for i, tr := range trades {
		t.n++
		t.sessions += tr.Sessions
		t.net.add(tr.Net.Float())
		t.returns.add(tr.Return)
		t.ruin = t.ruin || tr.Return <= -1
		if i == 0 || tr.Net > t.best {
			t.best = tr.Net
		}
		t.count(tr.Net)
	}
	return t
}

func (t *tally) count(net engine.Money) {
	switch {
	case net > 0:
		t.wins++
		t.won += net
		t.run = 0
	case net < 0:
		t.losses++
		t.lost += net
		t.run++
		t.longestRun = max(t.longestRun, t.run)
	default:
		t.scratches++
		t.run = 0
	}
}

func (t *tally) total() engine.Money { return t.won + t.lost }

// per returns x ÷ n of trades, undefined for the reason why when n is 0.
func (t *tally) per(x float64, n int, why string) Value {
	if t.n == 0 {
		return Undefined(NoTrades)
	}
	return ratio(x, float64(n), why)
}

// ComputeTrades returns the figures of round trips, given in the order of
// their exits, in the order of Definitions.
func ComputeTrades(trades []Trade) Set {
	b := builder{table: tradeDefinitions[:]}
	t := tallyOf(trades)
	n := float64(t.n)
	b.add("trades", Number(n))
	b.add("wins", Number(float64(t.wins)))
	b.add("losses", Number(float64(t.losses)))
	b.add("scratches", Number(float64(t.scratches)))
	hit := t.per(float64(t.wins), t.n, NoTrades)
	decided := t.per(float64(t.wins), t.wins+t.losses, TooFewTrades)
	b.add("hit_rate_all", hit)
	lo, hi := Wilson(t.wins, t.n)
	b.add("hit_rate_wilson95_lo", lo)
	b.add("hit_rate_wilson95_hi", hi)
	lo, hi = ClopperPearson(t.wins, t.n)
	b.add("hit_rate_cp95_lo", lo)
	b.add("hit_rate_cp95_hi", hi)
	b.add("hit_rate_excl_scratch", decided)

	win := t.per(t.won.Float(), t.wins, NoWins)
	loss := t.per(t.lost.Float(), t.losses, NoLosses)
	b.add("profit_factor", t.profitFactor())
	b.add("expectancy", t.per(t.total().Float(), t.n, NoTrades))
	b.add("avg_win", win)
	b.add("avg_loss", loss)
	payoff := over(win, loss, NoLosses).times(-1)
	b.add("payoff", payoff)
	per := tStat(&t.net)
	b.add("sqn_uncapped", per.times(math.Sqrt(n)))
	b.add("sqn_cap100", per.times(math.Sqrt(min(n, 100))))
	b.add("kelly_wl_all", kelly(hit, payoff))
	b.add("kelly_wl_excl", kelly(decided, payoff))
	f, growth := OptimalF(returnsOf(trades))
	b.add("kelly_exact_growth_opt", f)
	b.add("growth_at_f", growth)

	b.add("mean_ret", t.per(t.returns.mean, 1, NoTrades))
	b.add("geo_mean_ret", t.geometric(trades))
	b.add("t_stat_mean_ret", tStat(&t.returns).times(math.Sqrt(n)))
	b.add("top1_share_of_net", t.topShare())
	b.add("net_without_top1", t.per((t.total()-t.best).Float(), 1, NoTrades))
	b.add("max_consec_losses", t.per(float64(t.longestRun), 1, NoTrades))
	b.add("avg_bars", t.per(float64(t.sessions), t.n, NoTrades))
	return b.set
}

// profitFactor is gross win ÷ gross loss in money.
func (t *tally) profitFactor() Value {
	if t.n == 0 {
		return Undefined(NoTrades)
	}
	return ratio(float64(t.won), float64(-t.lost), NoLosses)
}

// tStat is mean ÷ sd; times √n it is a t-statistic.
func tStat(m *moments) Value {
	if m.n == 0 {
		return Undefined(NoTrades)
	}
	if m.n == 1 {
		return Undefined(TooFewTrades)
	}
	return ratio(m.mean, m.sd().Number, ConstantTrades)
}

func (t *tally) geometric(trades []Trade) Value {
	if t.n == 0 {
		return Undefined(NoTrades)
	}
	if t.ruin {
		return Undefined(TotalLossTrade)
	}
	var sum float64
	for _, tr := range trades {
		sum += math.Log1p(tr.Return)
	}
	return Number(math.Expm1(sum / float64(t.n)))
}

// topShare is undefined unless there is a profit to have a share of.
func (t *tally) topShare() Value {
	if t.n == 0 {
		return Undefined(NoTrades)
	}
	if t.total() <= 0 {
		return Undefined(NetNotPositive)
	}
	return Number(float64(t.best) / float64(t.total()))
}

// kelly is W − (1−W) ÷ payoff, the growth-optimal share of a bet's risk unit.
// Source: Kelly 1956; exact only for bets of two outcomes.
func kelly(hit, payoff Value) Value {
	lost := over(hit.times(-1).plus(1), payoff, NoLosses)
	if !lost.Defined() {
		return lost
	}
	return Number(hit.Number - lost.Number)
}

func returnsOf(trades []Trade) []float64 {
	rs := make([]float64, len(trades))
	for i, t := range trades {
		rs[i] = t.Return
	}
	return rs
}
