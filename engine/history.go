package engine

import (
	"fmt"
	"math"
	"math/bits"
	"sync"
)

// seriesState is how far a plan has come in a series.
type seriesState struct {
	n       int32 // closed bars so far
	since   int32 // bars before this index are seen re-based
	applied int32 // actions on share counts so far
	depth   int32 // 0: not watched

	interval Interval // of the series
}

// begin sets the state to the start of day d.
func (st *seriesState) begin(s *series, d Day) {
	*st = seriesState{n: s.countBefore(d), interval: s.interval}
	for int(st.applied) < len(s.rebase) && s.rebase[st.applied].day < d {
		st.apply(s)
	}
}

// apply re-bases the history for the next action.
func (st *seriesState) apply(s *series) {
	st.since = s.rebase[st.applied].at
	st.applied++
}

// BarView shows closed bars, the newest first, ending at now. It is read by
// methods; bars before a split, consolidation or bonus issue that has taken
// effect are shown divided by its ratio, to the nearest mill, and their
// volumes multiplied. A view is valid during the call.
type BarView struct {
	series *series
	state  *seriesState
}

// Len returns how many bars can be seen: at most the depth asked for.
func (v BarView) Len() int {
	if v.series == nil {
		return 0
	}
	return int(min(v.state.n, v.state.depth))
}

// Count returns how many bars have closed since the data's first row.
func (v BarView) Count() int {
	if v.series == nil {
		return 0
	}
	return int(v.state.n)
}

// Rebased returns how many actions have changed what history looks like. A
// strategy that keeps running sums starts them again when it grows.
func (v BarView) Rebased() int {
	if v.series == nil {
		return 0
	}
	return int(v.state.applied)
}

// Close returns the close of the bar i before the newest.
func (v BarView) Close(i int) Price {
	at := v.at(i)
	return v.rebased(Price(v.series.closes[at]), at)
}

// Open returns the open of the bar i before the newest.
func (v BarView) Open(i int) Price {
	at := v.at(i)
	return v.rebased(Price(v.series.opens[at]), at)
}

// High returns the high of the bar i before the newest.
func (v BarView) High(i int) Price {
	at := v.at(i)
	return v.rebased(Price(v.series.highs[at]), at)
}

// Low returns the low of the bar i before the newest.
func (v BarView) Low(i int) Price {
	at := v.at(i)
	return v.rebased(Price(v.series.lows[at]), at)
}

// Volume returns the shares traded in the bar i before the newest.
func (v BarView) Volume(i int) Qty {
	at := v.at(i)
	q := v.series.volumes[at]
	if at < v.state.since {
		for k := range v.state.applied {
			if r := &v.series.rebase[k]; r.at > at {
				q = mulDiv(q, r.num, r.den, Nearest)
			}
		}
	}
	return Qty(q)
}

// Day returns the session of the bar i before the newest.
func (v BarView) Day(i int) Day { return v.series.days[v.at(i)] }

// CopyClose fills dst with the newest closes, oldest first, as whole mills.
// It returns how many there were; dst is filled from its beginning.
func (v BarView) CopyClose(dst []float64) int {
	n := min(len(dst), v.Len())
	for i := range n {
		dst[i] = float64(v.Close(n - 1 - i))
	}
	return n
}

func (v BarView) at(i int) int32 {
	if n := v.Len(); uint(i) >= uint(n) {
		panic(beyond{i, n})
	}
	return v.state.n - 1 - int32(i)
}

// beyond is the panic of who asks a view for more than it shows.
type beyond struct{ back, shown int }

// Error says what was asked.
func (e beyond) Error() string {
	return fmt.Sprintf("engine: bar %d back asked of a view of %d", e.back, e.shown)
}

func (v BarView) rebased(p Price, at int32) Price {
	if at >= v.state.since {
		return p
	}
	return v.series.rebased(p, at, v.state.applied)
}

// rebased divides a price of bar at by the ratios of the first applied
// actions that came after it.
func (s *series) rebased(p Price, at, applied int32) Price {
	num, den := int64(1), int64(1)
	for _, r := range s.rebase[:applied] {
		if r.at > at {
			if bits.Len64(uint64(num))+bits.Len64(uint64(r.num)) > 62 || bits.Len64(uint64(den))+bits.Len64(uint64(r.den)) > 62 {
				p, num, den = Price(mulDiv(int64(p), den, num, Nearest)), 1, 1
			}
			num, den = num*r.num, den*r.den
			num, den = reduced(num, den)
		}
	}
	return Price(mulDiv(int64(p), den, num, Nearest))
}

func reduced(a, b int64) (int64, int64) {
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	return a / x, b / x
}

// BarValues are the prices of a closed bar as a view shows it.
type BarValues struct {
	Open, High, Low, Close Price
	Volume                 Qty
}

// Streaming is an indicator that is fed one bar after the other. Next returns
// NaN until it has seen enough.
type Streaming interface{ Next(BarValues) float64 }

// Column is a shared indicator, cut at now.
type Column struct {
	column *column
	state  *seriesState
}

// Ago returns the indicator at the bar k before the newest closed one, NaN
// where there is none.
func (c Column) Ago(k int) float64 {
	at := c.state.n - 1 - int32(k)
	if k < 0 {
		panic("engine: a column cannot be read ahead of now")
	}
	seg := &c.column.segments[c.state.applied]
	if at < seg.base || int(at-seg.base) >= len(seg.values) {
		return math.NaN()
	}
	return seg.values[at-seg.base]
}

// column holds an indicator over one series: a segment for each number of
// actions on share counts that may have been applied.
type column struct{ segments []segment }

type segment struct {
	base   int32 // index of the bar that values[0] belongs to
	values []float64
}

// size returns the bytes of a column's values.
func (c *column) size() int {
	n := 0
	for i := range c.segments {
		n += 8 * len(c.segments[i].values)
	}
	return n
}

type columnKey struct {
	series uint16
	depth  int
	key    string
}

// columnCache computes each column once for all plans. Beyond leastKept bytes
// the oldest are forgotten; who has one keeps it.
type columnCache struct {
	order   []columnKey // oldest first
	bytes   int
	mu      sync.Mutex
	columns map[columnKey]*column
}

func newColumnCache() *columnCache { return &columnCache{columns: map[columnKey]*column{}} }

func (c *columnCache) get(s *series, n uint16, key string, depth int, make func() Streaming) *column {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := columnKey{n, depth, key}
	if col, ok := c.columns[k]; ok {
		return col
	}
	col := s.compute(depth, make)
	c.columns[k] = col
	c.order = append(c.order, k)
	c.bytes += col.size()
	for ; c.bytes > leastKept && len(c.order) > 1; c.order = c.order[1:] {
		c.bytes -= c.columns[c.order[0]].size()
		delete(c.columns, c.order[0])
	}
	return col
}

func (s *series) compute(depth int, new func() Streaming) *column {
	col := &column{segments: make([]segment, len(s.rebase)+1)}
	for j := range col.segments {
		base, end := 0, len(s.days)
		if j > 0 {
			base = max(0, int(s.rebase[j-1].at)-depth)
		}
		if j < len(s.rebase) {
			end = int(s.rebase[j].at)
		}
		ind := new()
		values := make([]float64, 0, max(0, end-base))
		for at := base; at < end; at++ {
			values = append(values, ind.Next(s.values(int32(at), int32(j))))
		}
		col.segments[j] = segment{int32(base), values}
	}
	return col
}

// values returns bar at as seen after the first applied actions.
func (s *series) values(at, applied int32) BarValues {
	v := BarValues{Price(s.opens[at]), Price(s.highs[at]), Price(s.lows[at]), Price(s.closes[at]), Qty(s.volumes[at])}
	if applied == 0 || s.rebase[applied-1].at <= at {
		return v
	}
	view := BarView{s, &seriesState{n: at + 1, depth: 1, since: s.rebase[applied-1].at, applied: applied}}
	return BarValues{view.Open(0), view.High(0), view.Low(0), view.Close(0), view.Volume(0)}
}
