package cli

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// largestCell is the largest number that a file made elsewhere may have.
const largestCell = 1e12

// quantity is what the cells of a column hold: numbers of one kind.
type quantity uint8

// Quantities of files made elsewhere.
const (
	aTrialReturn quantity = iota
	aReturn
	anEquity
	aBenchmark
	anExposure
	aProfit
	aCount
	aMultiple
	anAmount
	aPrice
)

// wording is what messages say of a quantity.
type wording struct {
	noun    string // "a return"
	like    string // a number such as
	none    string // what to write where there is nothing
	missing string // likewise for what is not known
}

func (q quantity) words() wording {
	switch q {
	case aTrialReturn:
		const none = "a period in which a trial did nothing is 0"
		return wording{"a return", "-0.0125", none, none + ", and one that is missing is missing for all"}
	case aReturn:
		return wording{"a return", "-0.0125", "a session in which nothing was held is 0", "a session in which nothing was held is 0"}
	case anEquity:
		return wording{"an equity", "1000000.50", "every row has its equity", "every row has its equity"}
	case aBenchmark:
		return wording{"a level", "23120.5", "without dates every row has its level", "a day without a level has an empty cell"}
	case anExposure:
		return wording{"an exposure", "0.75", "nothing held is 0", "nothing held is 0"}
	case aProfit:
		return wording{"a profit", "-1250.5", "every trade has its profit after charges", "every trade has its profit after charges"}
	case aCount:
		return wording{"a number of sessions", "12", "a trade of one session is 0", "a trade of one session is 0"}
	case aMultiple:
		return wording{"an R multiple", "-1", "every trade has its profit ÷ what was at risk", "every trade has its profit ÷ what was at risk"}
	case aPrice:
		return wording{"a price", "23.45", "every fill has its price", "every fill has its price"}
	}
	return wording{"an amount", "46900.0", "nothing is 0", "nothing is 0"}
}

// read reads a number of at most largestCell.
func (q quantity) read(text string) (float64, error) {
	if text == "" {
		return 0, errors.New("an empty cell; " + q.words().none)
	}
	if strings.HasSuffix(text, "%") && q <= aReturn {
		return 0, fmt.Errorf("%s is not a number; a return is a fraction, 0.012 for 1.2%%", shown(text))
	}
	x, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange), strings.ContainsAny(text, "xXpP_"):
		return 0, fmt.Errorf("%s is not a number such as %s", shown(text), q.words().like)
	case math.IsNaN(x) || math.IsInf(x, 0) && err == nil:
		return 0, fmt.Errorf("%s is not %s; %s", shown(text), q.words().noun, q.words().missing)
	case !(math.Abs(x) <= largestCell):
		return 0, fmt.Errorf("%s is too large for %s", shown(text), q.words().noun)
	}
	return x, nil
}

// shown is a text of a file as messages show it: quoted, and at most 40 letters.
func shown(text string) string {
	letters := 0
	for i := range text {
		if letters == 40 {
			return strconv.Quote(text[:i] + "…")
		}
		letters++
	}
	return strconv.Quote(text)
}
