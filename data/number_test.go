package data

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"rally/engine"
)

// A price that the engine prints is read as itself.
func TestPrintedPricesAreRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := engine.Price(rapid.Int64Range(0, 1<<31-1).Draw(t, "mills"))
		for _, text := range []string{p.String(), decimalText(p.String())} {
			v, _, err := decimal(text)
			if err != nil || mill(v) != p || v%nanosPerMill != 0 {
				t.Fatalf("%s: %d, %v", text, v, err)
			}
		}
	})
}

// scaled is multiplication and division of whole numbers, a half up.
func TestScaled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Int64Range(0, 1<<62).Draw(t, "v")
		num := rapid.Int64Range(1, 1<<40).Draw(t, "num")
		den := rapid.Int64Range(1, 1<<40).Draw(t, "den")
		want := new(big.Int).Mul(big.NewInt(v), big.NewInt(num))
		want.Add(want, big.NewInt(den/2))
		want.Div(want, big.NewInt(den))
		got, ok := scaled(v, num, den)
		if ok != want.IsInt64() || ok && got != want.Int64() {
			t.Fatalf("%d × %d ÷ %d: %d, %v; want %v", v, num, den, got, ok, want)
		}
	})
}

// finest is a venue with a tick of one mill.
type finest struct{ engine.Venue }

func (finest) TickSize(*engine.Instrument, engine.Price, engine.Day) engine.Price { return 1 }

// What a split divided is undone to the mill, for any ratio and any history.
func TestUndoIsTheInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var splits []engine.Action
		ratio := big.NewRat(1, 1)
		for i := range rapid.IntRange(1, 4).Draw(t, "splits") {
			num, den := rapid.Int64Range(1, 25).Draw(t, "num"), rapid.Int64Range(1, 25).Draw(t, "den")
			splits = append(splits, engine.Action{Kind: engine.Split, Ex: engine.Day(100 + i), Num: num, Den: den})
			ratio.Mul(ratio, big.NewRat(num, den))
		}
		p := rapid.Int64Range(1, 5_000_000).Draw(t, "mills")
		adjusted := new(big.Rat).SetFrac64(p*nanosPerMill, 1)
		adjusted.Quo(adjusted, ratio)
		file := new(big.Int).Quo(adjusted.Num(), adjusted.Denom())
		if r, _ := ratio.Float64(); r > 1e5 || !file.IsInt64() || file.Int64() > 1<<55 {
			t.Skip("no price of a file")
		}
		u := (&undoing{in: &engine.Instrument{}, adjusted: ForSplits, actions: splits, decimals: 9, venue: finest{}}).make()
		u.at(99)
		if got, ok := u.price(file.Int64()); !ok || got != engine.Price(p) {
			t.Fatalf("%d mills came back as %d, %v", p, got, ok)
		}
	})
}
