package chart

// Page is all that the report says: plain data, already computed. The zero value
// of every field is drawn as "there is none". Slices are read, never written.
type Page struct {
	Name    string   // of the run
	Span    string   // span, sessions, names, cash, in one line
	Badges  []string // warnings that belong beside the name: "ARTIFICIAL MARKET"
	Verdict string   // the sentence written from the numbers

	Days      []int32 // the sessions, days since 1970-01-01, not decreasing
	Equity    Curve   // rebased to 100 at the start
	Hold      Curve   // holding the universe; no values: not drawn
	Benchmark Curve   // no values: not drawn
	Signals   []Signal
	Drawdown  []float64 // fraction below the peak, one a session, at most 0
	Deepest   *Spell    // the deepest spell under water; nil where there is none
	Exposure  []float64 // gross market value ÷ equity, one a session

	// MeanExposure is the mean that the figures give: the page prints one number,
	// and a mean of Exposure would be another, since it begins before the span.
	MeanExposure Cell

	ProfitBy string // what BySignal is by: "name"; empty: "signal"
	BySignal []Bar
	Trades   []Trade
	Months   []Year
	Costs    Costs
	Figures  []FigureColumn // drawn in at most three columns
	Focus    Focus
	Foot     Foot
}

// Curve is one line of the equity panel. It may begin later and end earlier than
// the sessions do; the line then does so too.
type Curve struct {
	Label  string // "HSI (price index)"
	Values []float64
	Part   string // what it covers: "to 13 Nov 2024", kept whole behind the label; empty: all
	Begins int    // the session of the first value, counted from 0; of a part
}

// last returns the session of the last value.
func (c *Curve) last() int { return c.Begins + len(c.Values) - 1 }

// Direction says which way a signal points.
type Direction int8

// The directions of a signal.
const (
	Contrary   Direction = -1
	Neutral    Direction = 0
	Supportive Direction = 1
)

// Signal is a dated event that the strategy looked at.
type Signal struct {
	Day       int32 // days since 1970-01-01
	Direction Direction
	Number    int // as other panels cite it; 0 is not printed
}

// Spell is a stretch under water.
type Spell struct {
	From, Trough, To int32 // days since 1970-01-01: peak, deepest day, recovery
	Recovered        bool  // false where the span ends under water; To is then its last day
	Depth            float64
	Sessions         int
}

// Bar is one label with its amount in HK$.
type Bar struct {
	Label string
	Value float64
}

// Trade is one round trip.
type Trade struct {
	Return   float64 // fraction, after costs
	Sessions int     // held
	Size     float64 // HK$ at entry, not negative
	Exit     string  // hold, stop, trail, contrary, or another reason
}

// Year is one row of the table of months.
type Year struct {
	Year      int
	Months    [12]Cell // fractions
	Sum       Cell     // the year's return
	Benchmark Cell     // the benchmark's year
}

// Cell is a number that may be absent.
type Cell struct {
	Value float64
	Known bool
}

// Costs is the way from the gross result to the net one, in HK$.
type Costs struct {
	Gross     float64
	Traded    float64 // bought and sold; 0: no cost is printed in basis points of it
	Lines     []Bar   // what each cost took, as positive amounts
	Net       float64
	BreakEven string // what is said beside the title; empty: nothing
}

// FigureColumn is one short column of the table of figures.
type FigureColumn struct {
	Heading string
	Rows    []Figure
}

// Figure is one name with its printed value. Note is the reason where the figure
// is undefined, printed once as a footnote.
type Figure struct {
	Name, Value, Note string
}

// Focus is one name on price: the one that mattered most. Open, High and Low are
// either all there or all empty; with Close alone a line is drawn.
type Focus struct {
	Name                   string
	Result                 string  // what it earned: kept whole where the name is shortened
	Unit                   string  // of the prices; empty: "HK$ a share"
	Days                   []int32 // days since 1970-01-01, not decreasing
	Open, High, Low, Close []float64
	Marks                  []Fill
	Signals                []Signal
}

// Fill is an entry or an exit on the price.
type Fill struct {
	Day    int32
	Price  float64
	Exit   bool
	Reason string // "stop", "hold"; entries may leave it empty
}

// Foot is what the reader should know before believing.
type Foot struct {
	Lines  []string // assumptions; refusals with counts; ambiguous bars; warnings
	Digest string
	Engine string // version
}
