package data

// Futu's and moomoo's bars are stamped with their end, on Hong Kong's clock:
// the row of 09:30 is the opening auction, that of 16:00 holds the closing
// auction. What get_history_kline returns is adjusted by subtraction unless it
// is asked for otherwise. Source: OpenAPI, Historical Candlesticks; the rows of
// two years of files.
func init() {
	Register(Spec{
		Name: "futu",
		Doc: "columns time_key (or time, date), open, high, low, close, volume, turnover, and code where it is there; " +
			"rows are stamped with the end of the bar, 09:30 is the opening auction and 16:00 holds the closing one; " +
			"prices are rounded to the nearest mill, those of autype QFQ are adjusted = \"additive\"",
		Columns: Columns{
			Date: "time_key|time|date", Open: "open", High: "high", Low: "low", Close: "close",
			Volume: "volume", Turnover: "turnover", Symbol: "code|symbol", Label: LabelEnd,
		},
		RoundsToMill: true,
	})
}
