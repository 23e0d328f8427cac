package data

func init() {
	Register(Spec{
		Name: "yfinance",
		Doc: "columns date, open, high, low, close, volume in any order and case; others such as adj close and flag are ignored; " +
			"prices are rounded to the nearest mill; a file as yfinance.download writes it, with its Price, Ticker and Date lines, is read too; " +
			"bars shorter than a day are stamped with their start, in a column datetime",
		Columns: Columns{
			Date: "date|datetime", Open: "open", High: "high", Low: "low", Close: "close", Volume: "volume", Symbol: "symbol",
			Label: LabelStart,
		},
		RoundsToMill: true,
	})
}
