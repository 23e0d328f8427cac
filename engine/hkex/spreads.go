package hkex

import "rally/engine"

// oldBands, like all bands in mills, are those of Part A until 2025-08-03 and of Part E after it.
var oldBands = []band{
	{250, 1}, {500, 5}, {10_000, 10}, {20_000, 20}, {50_000, 50}, {100_000, 50},
	{200_000, 100}, {500_000, 200}, {1_000_000, 500}, {2_000_000, 1_000},
	{5_000_000, 2_000}, {9_995_000, 5_000},
}

// partA is for stocks and REITs, newest last.
var partA = []SpreadTable{
	{
		Letter: "A", lowest: 10, bands: oldBands,
		Source: "ppro8wiki.com and the old ticks on HKEX's ETP page; the day it began is unverified",
	},
	{
		Letter: "A", From: engine.Date(2025, 8, 4), lowest: 10,
		Source: "HKEX, Reduction of Minimum Spreads, phase 1",
		bands: []band{
			{250, 1}, {500, 5}, {10_000, 10}, {20_000, 10}, {50_000, 20}, {100_000, 50},
			{200_000, 100}, {500_000, 200}, {1_000_000, 500}, {2_000_000, 1_000},
			{5_000_000, 2_000}, {9_995_000, 5_000},
		},
	},
	{
		Letter: "A", From: engine.Date(2026, 8, 3), lowest: 10,
		Source: "HKEX, Reduction of Minimum Spreads, phase 2; its day from four third-party files, two of which quote HKEX",
		bands: []band{
			{250, 1}, {500, 5}, {10_000, 5}, {20_000, 10}, {50_000, 20}, {100_000, 50},
			{200_000, 100}, {500_000, 200}, {1_000_000, 500}, {2_000_000, 1_000},
			{5_000_000, 2_000}, {9_995_000, 5_000},
		},
	},
}

// partB is for debt and what the exchange authorises to trade like it.
var partB = SpreadTable{
	Letter: "B", lowest: 500, bands: []band{{9_999_950, 50}},
	Source: "public notes on the Second Schedule of the Rules of the Exchange, checked 2026-08-25",
}

// partD is for exchange-traded products, which had Part A's ticks before it.
var partD = []SpreadTable{
	partA[0],
	{
		Letter: "D", From: engine.Date(2020, 6, 1), lowest: 10,
		Source: "HKEX, ETP investors page; the day 2020-06-01 and the lowest price are unverified",
		bands: []band{
			{1_000, 1}, {5_000, 2}, {10_000, 5}, {20_000, 10}, {100_000, 20}, {200_000, 50},
			{500_000, 100}, {1_000_000, 200}, {2_000_000, 500}, {9_999_000, 1_000},
		},
	},
}

// partE is for warrants and callable bull/bear contracts, which keep the
// ticks that Part A had.
var partE = []SpreadTable{
	partA[0],
	{
		Letter: "E", From: engine.Date(2025, 8, 4), lowest: 10, bands: oldBands,
		Source: "public notes on the Second Schedule of the Rules of the Exchange, checked 2026-08-25",
	},
}
