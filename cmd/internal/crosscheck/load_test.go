package crosscheck

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"rally/engine"
	"rally/engine/hkex"
)

func tape(t *testing.T, symbols []string, lots map[string]engine.Qty, actions bool) *engine.Tape {
	var ins []engine.Instrument
	for _, s := range symbols {
		ins = append(ins, engine.Instrument{Symbol: s, Lots: []engine.LotFrom{{Lot: lots[s]}}})
	}
	u, err := engine.NewUniverse(ins)
	if err != nil {
		t.Fatal(err)
	}
	b := engine.NewBuilder(u, hkex.Venue{})
	for _, s := range symbols {
		id, _ := u.Lookup(s)
		f, err := os.Open(filepath.Join(shared(t), "data/hk/daily_unadjusted", s+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows[1:] {
			if r[5] == "0" {
				continue
			}
			d, _ := engine.ParseDay(r[0])
			ss, _ := hkex.Session(d)
			p := func(i int) engine.Price {
				x, err := engine.ParsePrice(r[i])
				if err != nil {
					t.Fatal(err)
				}
				return x
			}
			v, _ := strconv.ParseInt(r[5], 10, 64)
			row := engine.BarRow{Start: ss.Auction, End: ss.End, Open: p(1), High: p(2), Low: p(3), Close: p(4), Volume: engine.Qty(v)}
			row.High = max(row.High, row.Open, row.Close)
			row.Low = min(row.Low, row.Open, row.Close)
			if err := b.Bar(id, engine.Daily, row); err != nil {
				t.Fatal(err)
			}
		}
	}
	first, _ := engine.ParseDay("2020-01-02")
	last, _ := engine.ParseDay("2025-07-18")
	tp, err := b.Seal(first, last)
	if err != nil {
		t.Fatal(err)
	}
	return tp
}
