package data_test

import (
	"context"
	"fmt"

	"rally/data"
	"rally/engine"
	"rally/engine/hkex"
)

func ExampleParseSymbol() {
	for _, s := range []string{"700", "HK.09988", "5 HK Equity", "^HSI"} {
		symbol, _ := data.ParseSymbol(s)
		fmt.Println(symbol)
	}
	// Output:
	// 0700.HK
	// 9988.HK
	// 0005.HK
	// HSI
}

func ExampleSynthesize() {
	a, err := data.Synthesize(data.SyntheticConfig{Seed: 1, Venue: hkex.Venue{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	config := a.Config()
	config.Universe = []string{"tech"}
	m, err := data.Load(context.Background(), config)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Universe.At(0).Name, "and", len(m.Universe.Tradable())-1, "others, from", m.First, "to", m.Last)
	// Output:
	// ARTIFICIAL internet 1 and 11 others, from 2023-01-03 to 2025-06-30
}

func ExampleLoad() {
	_, err := data.Load(context.Background(), data.Config{
		Bars:  []string{"prices/*.csv"},
		Venue: hkex.Venue{},
	})
	fmt.Println(err)
	// Output:
	// adjusted is not stated; say what the prices are adjusted for: "none" (as traded), "split" (split-adjusted, as yfinance's Close), "total" (dividends too, by factors, as Yahoo's Adj Close) or "additive" (dividends taken off, as Futu's)
}

func ExampleReadActions() {
	actions, err := data.ReadActions(data.AsPaid,
		data.Text{Path: "splits.csv", Bytes: []byte("symbol,ex_date,ratio,kind\n3,2020-06-09,1.05,bonus\n")})
	if err != nil {
		fmt.Println(err)
		return
	}
	a := actions[0]
	fmt.Println(a.Symbol, a.Ex, a.Kind, a.Num, "for", a.Den)
	// Output:
	// 0003.HK 2020-06-09 bonus 21 for 20
}

func ExampleReadInstruments() {
	list, err := data.ReadInstruments("instruments.csv", []byte("symbol,lot,lot_as_of,tech\n700,100,2025-07-11,yes\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	lot, _ := list[0].Lot(engine.Date(2024, 9, 24))
	fmt.Println(list[0].Symbol, lot, list[0].LotAsOf, list[0].In("tech"))
	// Output:
	// 0700.HK 100 2025-07-11 true
}
