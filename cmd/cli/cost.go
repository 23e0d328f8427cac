package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rally/data"
	"rally/engine"
	"rally/engine/hkex"
)

// costVerb answers what a trade costs.
func (c *command) costVerb() *cobra.Command {
	var date, symbol, side, at, kind, broker string
	var qty int64
	cmd := &cobra.Command{
		Use:   "cost --date D --symbol S --side buy|sell --price P --qty N",
		Short: "what a trade costs, line by line",
		Long: `What one trade costs by the law of its day and at a broker, a line a charge.
Amounts are in HKD. A day without session is refused with the next one that would do.`,
		Example: "  rally cost --date 2024-09-25 --symbol 700 --side buy --price 432.4 --qty 400 --broker futu",
		Args:    flagsAlone(),
	}
	f := cmd.Flags()
	f.StringVar(&date, "date", "", "`DAY` of the trade, such as 2024-09-25")
	f.StringVar(&symbol, "symbol", "", "the `SECURITY`, such as 700 or 0700.HK")
	f.StringVar(&side, "side", "", "`buy|sell`")
	f.StringVar(&at, "price", "", "`PRICE` of a share in HKD")
	f.Int64Var(&qty, "qty", 0, "`NUMBER` of shares")
	f.StringVar(&kind, "kind", "stock", "`KIND`: stock, etf, reit, leveraged or structured")
	f.StringVar(&broker, "broker", "none", "`NAME` of rally list brokers")
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(*cobra.Command, []string) error {
		if err := stated(cmd, "date", "symbol", "side", "price", "qty"); err != nil {
			return err
		}
		t, err := tradeOf(date, symbol, side, at, kind, qty)
		if err != nil {
			return err
		}
		b, err := hkex.LookupBroker(broker)
		if err != nil {
			return wrongUse("--broker: %w", err)
		}
		a, err := hkex.Cost(t, b)
		if err != nil {
			return wrongUse("%w", err)
		}
		if *asJSON {
			return c.print(costJSON(t, a))
		}
		return c.printCost(t, b, a)
	}
	return cmd
}

// stated refuses a command line without one of the flags that it needs.
func stated(cmd *cobra.Command, names ...string) error {
	for _, name := range names {
		if !cmd.Flags().Changed(name) {
			return &usageError{err: fmt.Errorf("--%s is not stated", name), help: "usage: " + cmd.UseLine()}
		}
	}
	return nil
}

func tradeOf(date, symbol, side, at, kind string, qty int64) (t hkex.Trade, err error) {
	if t.Day, err = engine.ParseDay(date); err != nil {
		return t, wrongUse("--date: %w", err)
	}
	if t.Instrument, err = instrumentOf(kind); err != nil {
		return t, err
	}
	if t.Instrument.Symbol, err = data.ParseSymbol(symbol); err != nil {
		return t, wrongUse("--symbol: %w", err)
	}
	if !strings.HasSuffix(t.Instrument.Symbol, ".HK") {
		return t, wrongUse("--symbol: %s is no code of a security, such as 700 or 0700.HK; an index cannot be traded", t.Instrument.Symbol)
	}
	switch side {
	case "buy":
		t.Side = engine.Buy
	case "sell":
		t.Side = engine.Sell
	default:
		return t, wrongUse("--side: %q is neither buy nor sell", side)
	}
	if t.Price, err = engine.ParsePrice(at); err != nil {
		return t, wrongUse("--price: %w", err)
	}
	t.Qty = engine.Qty(qty)
	return t, nil
}

// instrumentOf is a security of a kind, of which nothing else is known.
func instrumentOf(kind string) (*engine.Instrument, error) {
	k, err := engine.ParseInstrumentKind(kind)
	if err != nil || k == engine.Index {
		return nil, wrongUse("--kind: %q is not a kind of security (stock, etf, reit, leveraged, structured)", kind)
	}
	return &engine.Instrument{Kind: k}, nil
}

type costLine struct {
	Component string      `json:"component"`
	Amount    json.Number `json:"amount"`
	Level     string      `json:"level"`
	Source    string      `json:"source"`
}

func costJSON(t hkex.Trade, a hkex.CostAnswer) any {
	lines := make([]costLine, len(a.Lines))
	for i, l := range a.Lines {
		lines[i] = costLine{l.Component, money(l.Amount), l.Level.String(), l.Source}
	}
	return struct {
		Date          string      `json:"date"`
		Symbol        string      `json:"symbol"`
		Side          string      `json:"side"`
		Consideration json.Number `json:"consideration"`
		Lines         []costLine  `json:"lines"`
		Total         json.Number `json:"total"`
	}{t.Day.String(), t.Instrument.Symbol, t.Side.String(), money(a.Consideration), lines, money(a.Total)}
}

func (c *command) printCost(t hkex.Trade, b hkex.Broker, a hkex.CostAnswer) error {
	fmt.Fprintf(c.out, "%s %s %d %s at %s on %s, broker %s\n", t.Side, t.Instrument.Symbol, t.Qty, t.Instrument.Kind, t.Price, t.Day, b.Name)
	fmt.Fprintf(c.out, "%-16s %14s HKD\n", "consideration", a.Consideration)
	for _, l := range a.Lines {
		fmt.Fprintf(c.out, "%-16s %14s      per %-9s  %s\n", l.Component, l.Amount, l.Level, l.Source)
	}
	fmt.Fprintf(c.out, "%-16s %14s HKD", "total", a.Total)
	if a.Consideration > 0 {
		fmt.Fprintf(c.out, "  %.2f bp", float64(a.Total)/float64(a.Consideration)*1e4)
	}
	_, err := fmt.Fprintln(c.out)
	return err
}
