package hkex_test

import (
	"testing"

	"pgregory.net/rapid"

	"rally/engine"
	"rally/engine/hkex"
)

func price(t testing.TB, s string) engine.Price {
	t.Helper()
	p, err := engine.ParsePrice(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Every edge of every table: the tick at it, and one tick down and up from
// it. "-" is none.
func TestBoundaries(t *testing.T) {
	type edge struct{ at, step, down, up string }
	old := []edge{
		{"0.01", "0.001", "-", "0.011"}, {"0.25", "0.001", "0.249", "0.255"}, {"0.50", "0.005", "0.495", "0.51"},
		{"10", "0.01", "9.99", "10.02"}, {"20", "0.02", "19.98", "20.05"}, {"50", "0.05", "49.95", "50.05"},
		{"100", "0.05", "99.95", "100.10"}, {"200", "0.10", "199.90", "200.20"}, {"500", "0.20", "499.80", "500.50"},
		{"1000", "0.50", "999.50", "1001"}, {"2000", "1", "1999", "2002"}, {"5000", "2", "4998", "5005"}, {"9995", "5", "9990", "-"},
	}
	one := []edge{
		{"0.01", "0.001", "-", "0.011"}, {"0.25", "0.001", "0.249", "0.255"}, {"0.50", "0.005", "0.495", "0.51"},
		{"10", "0.01", "9.99", "10.01"}, {"20", "0.01", "19.99", "20.02"}, {"50", "0.02", "49.98", "50.05"},
		{"100", "0.05", "99.95", "100.10"}, {"200", "0.10", "199.90", "200.20"}, {"500", "0.20", "499.80", "500.50"},
		{"1000", "0.50", "999.50", "1001"}, {"2000", "1", "1999", "2002"}, {"5000", "2", "4998", "5005"}, {"9995", "5", "9990", "-"},
	}
	two := []edge{
		{"0.01", "0.001", "-", "0.011"}, {"0.25", "0.001", "0.249", "0.255"}, {"0.50", "0.005", "0.495", "0.505"},
		{"10", "0.005", "9.995", "10.01"}, {"20", "0.01", "19.99", "20.02"}, {"50", "0.02", "49.98", "50.05"},
		{"100", "0.05", "99.95", "100.10"}, {"200", "0.10", "199.90", "200.20"}, {"500", "0.20", "499.80", "500.50"},
		{"1000", "0.50", "999.50", "1001"}, {"2000", "1", "1999", "2002"}, {"5000", "2", "4998", "5005"}, {"9995", "5", "9990", "-"},
	}
	partB := []edge{{"0.50", "0.05", "-", "0.55"}, {"9999.95", "0.05", "9999.90", "-"}}
	partD := []edge{
		{"0.01", "0.001", "-", "0.011"}, {"1", "0.001", "0.999", "1.002"}, {"5", "0.002", "4.998", "5.005"},
		{"10", "0.005", "9.995", "10.01"}, {"20", "0.01", "19.99", "20.02"}, {"100", "0.02", "99.98", "100.05"},
		{"200", "0.05", "199.95", "200.10"}, {"500", "0.10", "499.90", "500.20"}, {"1000", "0.20", "999.80", "1000.50"},
		{"2000", "0.50", "1999.50", "2001"}, {"9999", "1", "9998", "-"},
	}
	for _, c := range []struct {
		name   string
		in     engine.Instrument
		day    string
		letter string
		edges  []edge
	}{
		{"stock, first day", engine.Instrument{}, "2018-01-02", "A", old},
		{"stock, last day of the old", engine.Instrument{}, "2025-08-01", "A", old},
		{"stock, phase 1", engine.Instrument{}, "2025-08-04", "A", one},
		{"stock, last day of phase 1", engine.Instrument{}, "2026-07-31", "A", one},
		{"stock, phase 2", engine.Instrument{}, "2026-08-03", "A", two},
		{"REIT, phase 2", engine.Instrument{Kind: engine.REIT}, "2026-08-03", "A", two},
		{"ETF of letter A", engine.Instrument{Kind: engine.ETF, Spread: "A"}, "2025-08-04", "A", one},
		{"letter B", engine.Instrument{Spread: "B"}, "2020-01-02", "B", partB},
		{"ETF before", engine.Instrument{Kind: engine.ETF}, "2020-05-29", "A", old},
		{"ETF", engine.Instrument{Kind: engine.ETF}, "2020-06-01", "D", partD},
		{"ETF in phase 2", engine.Instrument{Kind: engine.ETF}, "2026-08-03", "D", partD},
		{"leveraged", engine.Instrument{Kind: engine.Leveraged}, "2022-01-03", "D", partD},
		{"stock of letter D", engine.Instrument{Spread: "D"}, "2022-01-03", "D", partD},
		{"warrant before", engine.Instrument{Kind: engine.Structured}, "2025-08-01", "A", old},
		{"warrant", engine.Instrument{Kind: engine.Structured}, "2025-08-04", "E", old},
		{"warrant in phase 2", engine.Instrument{Spread: "E"}, "2026-08-03", "E", old},
	} {
		t.Run(c.name, func(t *testing.T) {
			table := hkex.SpreadFor(&c.in, day(t, c.day))
			if table.Letter != c.letter || table.Source == "" {
				t.Errorf("table %s (%s), want %s", table.Letter, table.Source, c.letter)
			}
			orNone := func(s string) engine.Price {
				if s == "-" {
					return 0
				}
				return price(t, s)
			}
			for _, e := range c.edges {
				p := price(t, e.at)
				if !table.OnGrid(p) || table.Step(p) != price(t, e.step) || table.Down(p) != orNone(e.down) || table.Up(p) != orNone(e.up) {
					t.Errorf("%s: on grid %v, step %s, down %s, up %s; want %s, %s, %s", e.at,
						table.OnGrid(p), table.Step(p), table.Down(p), table.Up(p), e.step, e.down, e.up)
				}
				venue := hkex.Venue{}
				if got := venue.TickSize(&c.in, p, day(t, c.day)); got != price(t, e.step) {
					t.Errorf("%s: venue's tick %s", e.at, got)
				}
			}
		})
	}
}

func TestOffGrid(t *testing.T) {
	stock := &engine.Instrument{}
	for _, c := range []struct {
		day, price, step, down, up, near string
	}{
		{"2025-08-01", "15.01", "0.02", "15.00", "15.02", "15.02"},
		{"2025-08-01", "10.001", "0.02", "10.00", "10.02", "10.00"},
		{"2025-08-01", "9.999", "0.01", "9.99", "10.00", "10.00"},
		{"2025-08-01", "318.50", "0.20", "318.40", "318.60", "318.60"},
		{"2025-08-01", "0.004", "0.001", "0", "0.01", "0.01"},
		{"2025-08-01", "9996", "5", "9995", "0", "9995"},
		{"2025-08-01", "20000", "5", "9995", "0", "9995"},
	} {
		t.Run(c.price, func(t *testing.T) {
			table, p := hkex.SpreadFor(stock, day(t, c.day)), price(t, c.price)
			if table.OnGrid(p) {
				t.Error("on the grid")
			}
			got := []engine.Price{table.Step(p), table.Round(p, engine.Down), table.Round(p, engine.Up), table.Round(p, engine.Nearest)}
			for i, want := range []string{c.step, c.down, c.up, c.near} {
				if got[i] != price(t, want) {
					t.Errorf("got %v, want %s %s %s %s", got, c.step, c.down, c.up, c.near)
					break
				}
			}
		})
	}
}

func anyTable(r *rapid.T) *hkex.SpreadTable {
	in := &engine.Instrument{Spread: rapid.SampledFrom([]string{"A", "B", "D", "E"}).Draw(r, "letter")}
	return hkex.SpreadFor(in, engine.Day(rapid.IntRange(int(hkex.FirstDay), int(hkex.LastDay)).Draw(r, "day")))
}

// Every price lies between two neighbours on the grid, with no legal price
// between it and them.
func TestGridIsConsistent(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		table := anyTable(r)
		limit := rapid.SampledFrom([]engine.Price{300, 1_000, 25_000, 600_000, 10_000_000}).Draw(r, "range")
		p := engine.Price(rapid.Int64Range(-5, int64(limit)).Draw(r, "price"))
		up, down := table.Up(p), table.Down(p)
		if up != 0 && (up <= p || !table.OnGrid(up)) {
			r.Fatalf("up from %s is %s", p, up)
		}
		if down != 0 && (down >= p || !table.OnGrid(down)) {
			r.Fatalf("down from %s is %s", p, down)
		}
		if table.OnGrid(p) {
			if up != 0 && table.Down(up) != p || down != 0 && table.Up(down) != p {
				r.Fatalf("%s: up %s, down %s do not come back", p, up, down)
			}
			if table.Round(p, engine.Up) != p || table.Round(p, engine.Down) != p {
				r.Fatalf("%s is legal and is rounded", p)
			}
			return
		}
		if up != 0 && down != 0 && (table.Up(down) != up || table.Down(up) != down) {
			r.Fatalf("%s lies between %s and %s, which are no neighbours", p, down, up)
		}
		if up == 0 && p < table.Highest() || down == 0 && p > table.Lowest() {
			r.Fatalf("%s: up %s, down %s", p, up, down)
		}
	})
}

func FuzzTick(f *testing.F) {
	f.Add(int64(15_010), int32(20_303), uint8(0))
	f.Add(int64(1<<62), int32(0), uint8(5))
	f.Fuzz(func(t *testing.T, p int64, d int32, kind uint8) {
		in := &engine.Instrument{Kind: engine.InstrumentKind(kind % 6)}
		a, err := hkex.Tick(in, engine.Price(p), engine.Day(d))
		if err == nil && (a.Step <= 0 || a.Up == 0 && a.Down == 0) {
			t.Errorf("%+v", a)
		}
	})
}

func TestTickAnswers(t *testing.T) {
	stock := &engine.Instrument{}
	a, err := hkex.Tick(stock, price(t, "500"), day(t, "2024-09-24"))
	if err != nil || !a.OnGrid || a.Step != 200 || a.Up != 500_500 || a.Down != 499_800 || a.Table != "A" {
		t.Errorf("got %+v, %v", a, err)
	}
	for name, c := range map[string]struct {
		in    engine.Instrument
		price engine.Price
		day   string
	}{
		"no session": {engine.Instrument{}, 1000, "2024-09-22"},
		"too early":  {engine.Instrument{}, 1000, "2016-09-22"},
		"no price":   {engine.Instrument{}, 0, "2024-09-24"},
		"an index":   {engine.Instrument{Kind: engine.Index}, 1000, "2024-09-24"},
	} {
		if _, err := hkex.Tick(&c.in, c.price, day(t, c.day)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
