package data

import (
	"fmt"
	"path/filepath"
	"strings"
)

// indexNames are the spellings of the indices that people use, upper case.
// HK.800000 and the like are Futu's codes.
var indexNames = map[string]string{
	"HSI": "HSI", "^HSI": "HSI", "800000": "HSI",
	"HSTECH": "HSTECH", "^HSTECH": "HSTECH", "HKTECH": "HSTECH", "800700": "HSTECH",
	"HSCEI": "HSCEI", "^HSCEI": "HSCEI", "^HSCE": "HSCEI", "HSCE": "HSCEI", "800100": "HSCEI",
}

// ParseSymbol returns a symbol as it is printed: four digits or more and .HK
// for a security (0700.HK, 80700.HK), the bare name for an index (HSI) or an
// artificial instrument (ART01). It reads 700, 00700, 0700.HK, HK.00700,
// HK00700, 700 HK, 700 HK Equity, SEHK:700, XHKG:700, 700:XHKG, HKG:0700 and
// ^HSI, in any case.
func ParseSymbol(s string) (string, error) {
	code := strings.ToUpper(strings.TrimSpace(s))
	bare := trimMarket(code)
	if name, ok := indexNames[bare]; ok {
		return name, nil
	}
	if isDigits(bare) {
		digits := strings.TrimLeft(bare, "0")
		if digits == "" || len(digits) > 5 {
			return "", fmt.Errorf("%s is not a code of the exchange; they have one to five digits, like 0700.HK", quoted(s))
		}
		return strings.Repeat("0", max(0, 4-len(digits))) + digits + ".HK", nil
	}
	if bare == code && isName(bare) {
		return bare, nil
	}
	return "", fmt.Errorf("%s is not a symbol; write it like 0700.HK, 700 or HSI", quoted(s))
}

// trimMarket takes off what says that a code is Hong Kong's.
func trimMarket(code string) string {
	code = strings.TrimSpace(strings.TrimSuffix(code, " EQUITY"))
	for _, suffix := range [...]string{".HK", " HK", ":XHKG", ":HKG", ":HK", ":SEHK"} {
		if bare, ok := strings.CutSuffix(code, suffix); ok {
			return strings.TrimSpace(bare)
		}
	}
	for _, prefix := range [...]string{"HK.", "SEHK:", "XHKG:", "HKG:", "HKEX:", "HK:"} {
		if bare, ok := strings.CutPrefix(code, prefix); ok {
			return strings.TrimSpace(bare)
		}
	}
	if bare, ok := strings.CutPrefix(code, "HK"); ok && isDigits(bare) {
		return bare
	}
	return code
}

// symbolOfFile returns the symbol that a bar file is named after:
// 0700.HK.csv, 00700_1m_full.csv.gz. A name without digits counts only in
// capitals, so that prices.csv is nobody's.
func symbolOfFile(path string) (string, bool) {
	stem := filepath.Base(path)
	if s, ok := cutSuffixFold(stem, ".gz"); ok {
		stem = s
	}
	if s, ok := cutSuffixFold(stem, ".csv"); ok {
		stem = s
	}
	stem, _, _ = strings.Cut(stem, "_")
	symbol, err := ParseSymbol(stem)
	if err != nil || !isCode(symbol) && stem != strings.ToUpper(stem) {
		return "", false
	}
	return symbol, true
}

func cutSuffixFold(s, suffix string) (string, bool) {
	if len(s) < len(suffix) || !strings.EqualFold(s[len(s)-len(suffix):], suffix) {
		return s, false
	}
	return s[:len(s)-len(suffix)], true
}

// isCode reports whether a parsed symbol is a security's of the exchange.
func isCode(symbol string) bool { return strings.HasSuffix(symbol, ".HK") }

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// isName reports whether s is a name like HSI or ART01.
func isName(s string) bool {
	if s == "" || len(s) > 16 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// isSetName reports whether s can name a set or sector: small letters, digits
// and hyphens, beginning with a letter.
func isSetName(s string) bool {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}
