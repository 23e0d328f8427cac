package reports

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
	"rally/engine/hkex"
	"rally/reports/chart"
)

// A split divides the prices and fills before it, and nothing after it.
func TestRebase(t *testing.T) {
	split := func(ex engine.Day) []engine.Action {
		return []engine.Action{{Kind: engine.Split, Ex: ex, Num: 2, Den: 1}}
	}
	for _, c := range []struct {
		name    string
		changes []engine.Action
		want    []float64 // closes, then the fill's price
		changed bool
	}{
		{"none", nil, []float64{60, 60, 30, 30, 60}, false},
		{"inside", split(3), []float64{30, 30, 30, 30, 30}, true},
		{"on the first day", split(1), []float64{60, 60, 30, 30, 60}, false},
		{"after the last day", split(9), []float64{60, 60, 30, 30, 60}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := chart.Focus{Days: []int32{1, 2, 3, 4}, Close: []float64{60, 60, 30, 30}, Open: make([]float64, 4), High: make([]float64, 4), Low: make([]float64, 4),
				Marks: []chart.Fill{{Day: 2, Price: 60}}}
			if got := rebase(&f, c.changes); got != c.changed {
				t.Errorf("changed %v", got)
			}
			if diff := cmp.Diff(c.want, append(f.Close, f.Marks[0].Price)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The name with the largest result by size is shown, whatever its sign, and
// what is still held counts at its last close.
func TestMattered(t *testing.T) {
	s := studyOf(t, marketOf(t, 1, 12, 190, engine.Date(2024, 9, 2)), 1_000_000_000, &follower{names: 3, sessions: 8, budget: 180_000_000})
	f, err := s.study()
	if err != nil {
		t.Fatal(err)
	}
	id, net, trips := mattered(s, f)
	if s.symbol(id) != "0008.HK" || trips != 6 || net >= 0 {
		t.Errorf("%s with %v in %d trades", s.symbol(id), net, trips)
	}
	held := studyOf(t, s.Tape, 1_000_000_000, &holder{})
	if f, err = held.study(); err != nil {
		t.Fatal(err)
	}
	if id, net, trips = mattered(held, f); held.symbol(id) != "0012.HK" || trips != 1 || net <= 0 {
		t.Errorf("%s with %v in %d trades", held.symbol(id), net, trips)
	}
}

// A holding that ends with its name's delisting is shown to that end: the whole
// fall, and an exit with its reason and what was paid, on the day itself though
// nothing traded on it.
func TestFocusOfADelistedName(t *testing.T) {
	for _, c := range []struct {
		name     string
		paid     engine.Price // a share; 0: nothing is stated
		suspends int          // the last sessions without a bar
		reason   string
	}{
		{"paid", 1250, 1, "delisting at HK$1.25"},
		{"written off", 0, 1, "delisting, written off"},
		{"long suspended", 0, 12, "delisting, written off"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := studyOf(t, delistedMarket(t, c.paid, c.suspends), 1_000_000_000, &holder{})
			p, err := s.sheet()
			if err != nil {
				t.Fatal(err)
			}
			f, gone := &p.Focus, int32(s.Result.Universe.At(0).Delisted)
			if last := f.Days[len(f.Days)-1]; last != gone {
				t.Errorf("drawn to %v, delisted on %v", engine.Day(last), engine.Day(gone))
			}
			want := chart.Fill{Day: gone, Price: c.paid.Float(), Exit: true, Reason: c.reason}
			if diff := cmp.Diff(want, f.Marks[len(f.Marks)-1]); diff != "" {
				t.Errorf("last mark (-want +got):\n%s", diff)
			}
			if f.Close[len(f.Close)-2] > 0.5*f.Close[0] {
				t.Errorf("closes from %v to %v: the fall is missing", f.Close[0], f.Close[len(f.Close)-2])
			}
			if !strings.HasSuffix(f.Result, "in 1 trade") {
				t.Errorf("result %q", f.Result)
			}
			saved(t, "focus-"+c.name+".png", p)
		})
	}
}

// delistedMarket has a name that falls and is delisted on its 60th session, without
// a bar on the last so many of them.
func delistedMarket(t *testing.T, paid engine.Price, suspends int) *engine.Tape {
	t.Helper()
	days := weekdaysFrom(engine.Date(2024, 9, 2), 90)
	days = slices.DeleteFunc(days, func(d engine.Day) bool { _, ok := hkex.Session(d); return !ok })
	u, err := engine.NewUniverse([]engine.Instrument{{Symbol: "0404.HK", Name: "Gone Holdings", Lots: []engine.LotFrom{{Lot: 100}},
		Delisted: days[59], Terminal: paid, HasTerminal: paid > 0}})
	if err != nil {
		t.Fatal(err)
	}
	b := engine.NewBuilder(u, hkex.Venue{})
	for k := range 60 - suspends {
		h, _ := hkex.Session(days[k])
		p := engine.Price(10_000)
		if k > 20 {
			p -= engine.Price(k-20) * 200
		}
		if err := b.Bar(0, engine.Daily, engine.BarRow{Start: h.Auction, End: h.End, Open: p, High: p + 50, Low: p - 50, Close: p - 20, Volume: 1_000_000}); err != nil {
			t.Fatal(err)
		}
	}
	tape, err := b.Seal(days[0], days[79])
	if err != nil {
		t.Fatal(err)
	}
	return tape
}

// saved draws a page into the folder RALLY_CHART_OUT, to be looked at.
func saved(t *testing.T, name string, p *chart.Page) {
	dir := os.Getenv("RALLY_CHART_OUT")
	if dir == "" {
		return
	}
	w, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := chart.DrawReport(w, p, chart.Light()); err != nil {
		t.Fatal(err)
	}
}
