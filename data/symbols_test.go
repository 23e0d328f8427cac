package data

import "testing"

func TestParseSymbol(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"700", "0700.HK"}, {"0700", "0700.HK"}, {"00700", "0700.HK"}, {"0700.HK", "0700.HK"}, {"700.HK", "0700.HK"},
		{"00700.HK", "0700.HK"}, {"HK.00700", "0700.HK"}, {"HK00700", "0700.HK"}, {"hk00700", "0700.HK"},
		{"700 HK Equity", "0700.HK"}, {"700 HK", "0700.HK"}, {"700:xhkg", "0700.HK"}, {"XHKG:700", "0700.HK"},
		{"SEHK:700", "0700.HK"}, {"HKG:0700", "0700.HK"}, {" 700 ", "0700.HK"}, {"0700.hk", "0700.HK"},
		{"9988", "9988.HK"}, {"80700", "80700.HK"}, {"080700", "80700.HK"}, {"1", "0001.HK"},
		{"HSI", "HSI"}, {"^HSI", "HSI"}, {"hsi", "HSI"}, {"HK.800000", "HSI"}, {"HSTECH.HK", "HSTECH"}, {"HKTECH", "HSTECH"},
		{"HK.800700", "HSTECH"}, {"HSCEI", "HSCEI"}, {"^HSCE", "HSCEI"}, {"ART01", "ART01"}, {"art01", "ART01"},
		{"", ""}, {"0", ""}, {"123456", ""}, {"7 00", ""}, {"0700.SZ", ""}, {"ART01.HK", ""}, {"../0700", ""}, {"HK.", ""},
	} {
		got, err := ParseSymbol(tt.in)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%q: %q, %v; want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestSymbolOfFile(t *testing.T) {
	for _, tt := range []struct {
		path, want string
	}{
		{"daily/0700.HK.csv", "0700.HK"}, {"00700_1m_full.csv.gz", "0700.HK"}, {"HSI.csv", "HSI"}, {"0700.CSV.GZ", "0700.HK"},
		{"HK.00700_K_DAY.csv", "0700.HK"}, {"700.csv", "0700.HK"}, {"ART01.csv", "ART01"},
		{"prices.csv", ""}, {"all_bars.csv", ""}, {"hsi.csv", ""}, {"", ""},
	} {
		if got, ok := symbolOfFile(tt.path); got != tt.want || ok != (tt.want != "") {
			t.Errorf("%q: %q, %v; want %q", tt.path, got, ok, tt.want)
		}
	}
}

// A symbol that has been printed is read as itself.
func FuzzParseSymbol(f *testing.F) {
	for _, s := range []string{"700", "HK.00700", "^HSI", "700 HK Equity", "SEHK:700", "art01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		symbol, err := ParseSymbol(s)
		if err != nil {
			return
		}
		if again, err := ParseSymbol(symbol); err != nil || again != symbol {
			t.Errorf("%q is %q, and that is %q, %v", s, symbol, again, err)
		}
	})
}
