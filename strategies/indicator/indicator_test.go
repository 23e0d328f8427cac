package indicator

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rally/engine"
)

// walk returns a seeded random walk of bars on whole cents.
func walk(seed uint64, n int) []engine.BarValues {
	rng := rand.New(rand.NewPCG(seed, 7))
	bars := make([]engine.BarValues, n)
	last := engine.Price(40_000)
	for i := range bars {
		open := last + engine.Price(rng.IntN(101)-50)*10
		close := max(open+engine.Price(rng.IntN(161)-80)*10, 1000)
		open = max(open, 1000)
		bars[i] = engine.BarValues{Open: open, Close: close,
			High: max(open, close) + engine.Price(rng.IntN(40))*10,
			Low:  max(min(open, close)-engine.Price(rng.IntN(40))*10, 10), Volume: 1000}
		last = close
	}
	return bars
}

func columns(bars []engine.BarValues) (high, low, close []float64) {
	for _, b := range bars {
		high, low, close = append(high, float64(b.High)), append(low, float64(b.Low)), append(close, float64(b.Close))
	}
	return high, low, close
}

func stream(s engine.Streaming, bars []engine.BarValues) []float64 {
	out := make([]float64, len(bars))
	for i, b := range bars {
		out[i] = s.Next(b)
	}
	return out
}

// wholeSeries is the oracle of each registered indicator: go-talib, guarded.
func wholeSeries(t *testing.T, name string, bars []engine.BarValues, period int) []float64 {
	t.Helper()
	high, low, close := columns(bars)
	var out []float64
	var err error
	switch name {
	case "atr":
		out, err = ATR(high, low, close, period)
	case "ema":
		out, err = EMA(close, period)
	case "highest":
		out, err = Highest(close, period)
	case "lowest":
		out, err = Lowest(close, period)
	case "momentum": // a difference of two closes: nothing for go-talib to be asked
		for i := range close {
			v := math.NaN()
			if i >= period {
				v = (close[i] - close[i-period]) / close[i-period]
			}
			out = append(out, v)
		}
	case "rsi":
		out, err = RSI(close, period)
	case "sma":
		out, err = SMA(close, period)
	case "stddev":
		out, err = StdDevs(close, period)
	default:
		t.Fatalf("%s has no oracle", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestStreamingEqualsTALib(t *testing.T) {
	bars := walk(1, 1500)
	for _, name := range Names() {
		for _, period := range []int{2, 3, 14, 30, 250} {
			spec, _ := Lookup(name)
			got, want := stream(spec.New(period), bars), wholeSeries(t, name, bars, period)
			for i := range got {
				if i < spec.Warmup(period) {
					if !math.IsNaN(got[i]) || !math.IsNaN(want[i]) {
						t.Fatalf("%s(%d) at %d: %v and %v in the warm-up, want NaN", name, period, i, got[i], want[i])
					}
					continue
				}
				if off := math.Abs(got[i] - want[i]); !(off <= 1e-6*max(1, math.Abs(want[i]))) {
					t.Fatalf("%s(%d) at %d: %v, go-talib has %v", name, period, i, got[i], want[i])
				}
			}
		}
	}
}

func TestSmallestPeriods(t *testing.T) {
	bars := walk(2, 50)
	high, low, close := columns(bars)
	tests := []struct {
		name string
		got  []float64
		want func(i int) float64
	}{
		{"sma", stream(NewAverage(1), bars), func(i int) float64 { return close[i] }},
		{"ema", stream(NewExponential(1), bars), func(i int) float64 { return close[i] }},
		{"stddev", stream(NewDeviation(1), bars), func(int) float64 { return 0 }},
		{"highest", stream(NewHighest(1), bars), func(i int) float64 { return close[i] }},
		{"atr", stream(NewTrueRange(1), bars), func(i int) float64 {
			if i == 0 {
				return math.NaN()
			}
			return max(high[i], close[i-1]) - min(low[i], close[i-1])
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for i, got := range test.got {
				if want := test.want(i); math.Float64bits(got) != math.Float64bits(want) {
					t.Fatalf("at %d: %v, want %v", i, got, want)
				}
			}
		})
	}
}

// Scenario 66: every indicator, streaming and whole, has the same value to the
// bit at t on data that end at t.
func TestScenario66ValuesOnTruncatedDataAreBitIdentical(t *testing.T) {
	bars := walk(3, 400)
	same := func(a, b []float64) bool {
		return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) })
	}
	for _, name := range Names() {
		spec, _ := Lookup(name)
		for _, period := range []int{2, 14, 60} {
			streamed, whole := stream(spec.New(period), bars), wholeSeries(t, name, bars, period)
			for _, cut := range []int{1, 2, 13, 14, 15, 59, 60, 61, 200, 399} {
				if !same(stream(spec.New(period), bars[:cut]), streamed[:cut]) {
					t.Errorf("streaming %s(%d) differs on data cut at %d", name, period, cut)
				}
				if !same(wholeSeries(t, name, bars[:cut], period), whole[:cut]) {
					t.Errorf("whole-series %s(%d) differs on data cut at %d", name, period, cut)
				}
			}
		}
	}
}

func TestShortInputIsNaNAndNeverAPanic(t *testing.T) {
	for _, name := range Names() {
		for _, n := range []int{0, 1, 5, 13} {
			for _, period := range []int{2, 14, 100} {
				got := wholeSeries(t, name, walk(4, n), period)
				if len(got) != n {
					t.Fatalf("%s(%d) of %d bars has %d values", name, period, n, len(got))
				}
				spec, _ := Lookup(name)
				for i := range min(n, spec.Warmup(period)) {
					if !math.IsNaN(got[i]) {
						t.Errorf("%s(%d) of %d bars is %v at %d, want NaN", name, period, n, got[i], i)
					}
				}
			}
		}
	}
}

func TestNonsenseIsRefused(t *testing.T) {
	fine := []float64{1, 2, 3}
	tests := []struct {
		name string
		call func() ([]float64, error)
		want string
	}{
		{"sma of none", func() ([]float64, error) { return SMA(fine, 0) }, "sma of 0 values: at least 1 are needed"},
		{"ema of less", func() ([]float64, error) { return EMA(fine, -1) }, "ema of -1 values: at least 1 are needed"},
		{"rsi of one", func() ([]float64, error) { return RSI(fine, 1) }, "rsi of 1 values: at least 2 are needed"},
		{"atr unequal", func() ([]float64, error) { return ATR(fine, fine[:2], fine, 2) }, "atr of 3 highs, 2 lows and 3 closes"},
		{"a gap", func() ([]float64, error) { return SMA([]float64{1, math.NaN(), 3}, 2) }, "sma: value 1 is NaN: it would spoil all that follow"},
		{"no bound", func() ([]float64, error) { return Highest([]float64{math.Inf(1)}, 2) }, "highest: value 0 is +Inf: it would spoil all that follow"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := test.call(); err == nil || err.Error() != test.want {
				t.Errorf("error %v, want %s", err, test.want)
			}
		})
	}
}

func TestAFlatSeriesHasNoStrength(t *testing.T) {
	bars := make([]engine.BarValues, 40)
	for i := range bars {
		bars[i] = engine.BarValues{Open: 5000, High: 5000, Low: 5000, Close: 5000}
	}
	bars[39].Close = 5010
	got, want := stream(NewStrength(14), bars), wholeSeries(t, "rsi", bars, 14)
	for i := range 39 {
		if !math.IsNaN(got[i]) || !math.IsNaN(want[i]) {
			t.Fatalf("at %d: %v and %v, want NaN", i, got[i], want[i])
		}
	}
	if got[39] != 100 || want[39] != 100 {
		t.Errorf("after the first rise %v and %v, want 100", got[39], want[39])
	}
}

func TestEqualAveragesCompareEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		closes := rapid.SliceOfN(rapid.Int64Range(10, 2_000_000), 31, 120).Draw(t, "closes")
		a, b := rapid.IntRange(1, 15).Draw(t, "a"), rapid.IntRange(16, 30).Draw(t, "b")
		short, long := NewWindow(a), NewWindow(b)
		for i, c := range closes {
			short.Add(engine.Price(c))
			long.Add(engine.Price(c))
			if i < b-1 {
				continue
			}
			sum := func(n int) (s int64) {
				for _, c := range closes[i+1-n : i+1] {
					s += c
				}
				return s
			}
			if short.Sum() != sum(a) || long.Sum() != sum(b) {
				t.Fatalf("sums %d and %d, want %d and %d", short.Sum(), long.Sum(), sum(a), sum(b))
			}
			want := 0
			switch d := sum(a)*int64(b) - sum(b)*int64(a); {
			case d < 0:
				want = -1
			case d > 0:
				want = 1
			}
			if got := CompareMeans(short.Sum(), a, long.Sum(), b); got != want {
				t.Fatalf("compared %d, want %d", got, want)
			}
		}
	})
}

// A deviation that is tiny against the price, where a difference of float
// squares loses it: 0 and 1 mill around a thousand dollars.
func TestDeviationDoesNotCancel(t *testing.T) {
	d := NewDeviation(2)
	d.Next(engine.BarValues{Close: 999_999})
	if got := d.Next(engine.BarValues{Close: 1_000_000}); got != 0.5 {
		t.Errorf("deviation %v, want 0.5", got)
	}
}

func TestStreamingAllocatesNothing(t *testing.T) {
	bars := walk(5, 300)
	for _, name := range Names() {
		spec, _ := Lookup(name)
		s := spec.New(14)
		i := 0
		if n := testing.AllocsPerRun(200, func() { s.Next(bars[i]); i++ }); n != 0 {
			t.Errorf("%s allocates %v times a bar", name, n)
		}
	}
}

func TestRegisterRefusesTwins(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a second sma was registered")
		}
	}()
	s, _ := Lookup("sma")
	Register(s)
}
