package data

// AKShare's stock_hk_hist and stock_hk_hist_min_em have Chinese column names,
// stock_hk_daily English ones. Volumes of Hong Kong are in shares, turnover is
// in HKD. Minutes are East Money's, stamped with their end. Source: AKShare's
// documentation of stock data, the sections on those functions.
func init() {
	Register(Spec{
		Name: "akshare",
		Doc: "columns 日期 (or 时间, date), 开盘, 最高, 最低, 收盘, 成交量 in shares, 成交额 as stock_hk_hist and stock_hk_hist_min_em write them, " +
			"or date, open, high, low, close, volume as stock_hk_daily does; minutes are stamped with the end of the bar; " +
			"prices are rounded to the nearest mill",
		Columns: Columns{
			Date: "日期|时间|date|day", Open: "开盘|open", High: "最高|high", Low: "最低|low", Close: "收盘|close",
			Volume: "成交量|volume", Turnover: "成交额|amount", Symbol: "股票代码|代码|symbol", Label: LabelEnd,
		},
		RoundsToMill: true,
	})
}
