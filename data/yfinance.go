package data

func init() {
	Register(Spec{
		Name: "yfinance",
		Doc: "columns date, open, high, low, close, volume in any order and case; others such as adj close and flag are ignored; " +
			"prices are rounded to the nearest mill; a file as yfinance.download writes it, with its Price, Ticker and Date lines, is read too",
		Columns: Columns{
			Date: "date", Open: "open", High: "high", Low: "low", Close: "close", Volume: "volume", Symbol: "symbol",
		},
		RoundsToMill: true,
	})
}
