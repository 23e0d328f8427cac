package chart

// ComparisonPage is all that the page of a comparison says: plain data, already
// computed. The zero value of every field is drawn as nothing at all: its panel is
// left out and the page closes up. Slices are read, never written.
type ComparisonPage struct {
	Name    string   // of the comparison
	Span    string   // span, sessions, names, cash, trials and what ranks them, in one line
	Badges  []string // warnings that belong beside the name: "ARTIFICIAL MARKET"
	Verdict string   // the sentence written from the numbers

	Days   []int32     // the sessions of the curves, days since 1970-01-01, not decreasing
	Tracks []Track     // drawn strong and labelled, in the order of the strips
	Others [][]float64 // drawn thin and pale behind, each as long as Days
	Beside string      // what is said of them and of the curves, beside the title

	Ranking     Ranking
	Words       []string // what over-fitting says, a paragraph each
	Spreads     []Spread // drawn below the words, two a row
	Maps        []Map    // heat maps, each a half of a row
	Sweeps      []Sweep  // a figure over one swept value, each a half of a row
	Correlation Correlation
	Walk        Walk
	Foot        Foot
}

// Role says what a track is the track of.
type Role int8

// The roles of a track.
const (
	Candidate Role = iota // a trial
	Chosen                // choices made without sight of their tests, chained
	Holding               // holding the universe
	Index                 // the benchmark
)

// Track is a curve and how deep it was under water, from its first session on.
type Track struct {
	Role  Role
	Rank  int       // of a trial; 0 is not printed
	Curve Curve     // from 100 at the first session
	Depth []float64 // fraction below the peak, at most 0, one a value of Curve
}

// Ranking is the table of the best trials.
type Ranking struct {
	By    string     // the figure that ranks, printed beside the title
	Heads []string   // of the figures
	Rows  []RankLine // the best first
	More  string     // said below them: "… and 9,999 more in ranking.csv"
}

// RankLine is a trial of the ranking with its figures, one for each head. The note
// of a figure is the reason why it is undefined, printed once below the table.
type RankLine struct {
	Rank    int
	Name    string
	Figures []Figure
}

// Spread is how often values fall into bins of one width.
type Spread struct {
	Title  string
	Axis   string  // what the values are
	Low    float64 // where the first bin begins
	Width  float64 // of a bin, above 0
	Counts []int
	Marks  []SpreadMark
	// Failed bins end at or below Limit; they are hatched, and both sides are
	// said in words. Without Split no bin is.
	Split        bool
	Limit        float64
	Below, Above string
}

// SpreadMark is a value that a spread is compared with.
type SpreadMark struct {
	At    float64
	Label string
}

// Map is a figure over two things that were varied.
type Map struct {
	Title, Unit string
	ColKey      string // what the columns vary
	RowKey      string // what the rows vary
	Cols, Rows  []string
	Values      [][]Cell // by row, then column, as printed
	Decimals    int
	// The first so many columns and rows are no neighbours of any: they are no
	// numbers as the others are. A gap sets them apart.
	ColsApart, RowsApart int

	Plateau     Spot // outlined with its neighbours
	Peak        Spot // marked with a dot
	PlateauText string
	PeakText    string
	Empty       string // what is said where no cell is known
}

// Spot is a cell of a map.
type Spot struct {
	Row, Col int
	Known    bool
}

// Sweep is a figure over the values of one thing that was varied, a line for each
// rule.
type Sweep struct {
	Title, Unit string
	Key         string   // what was varied
	Values      []string // in order
	Apart       int      // the first so many are no neighbours of any
	Lines       []SweepLine
	Suffix      string // of the numbers: " %"
	Decimals    int
	PlateauText string
	PeakText    string
	Plateau     Spot // Col alone: outlined with its neighbours
	Peak        Spot // Col alone
	Empty       string
}

// SweepLine is one line of a sweep, a cell for each value.
type SweepLine struct {
	Label string
	Cells []Cell
}

// Correlation is how alike returns were, as a triangle: Cells[i][j], j < i.
type Correlation struct {
	Labels []string
	Marks  []string // short ones, over the columns
	Cells  [][]Cell
	Note   string
}

// Walk is a choice made again and again: each leg's choice and its test.
type Walk struct {
	Text   string // how it was split
	Score  string // the figure that chose
	Lanes  []string
	Legs   []Leg
	Digits int // decimals of a score
}

// Leg is one choice with its test.
type Leg struct {
	From, To int32 // the test's first and last session, days since 1970-01-01
	Lane     int   // of the chosen trial; −1: none was chosen
	Score    Cell  // of the chosen on its training stretch, as printed
	Return   Cell  // of the test, per cent
}
