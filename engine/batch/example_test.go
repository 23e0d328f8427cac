package batch_test

import (
	"fmt"
	"strings"

	"rally/engine/batch"
)

// whole makes an axis of whole numbers.
func whole(key string, values ...int) batch.Axis {
	a := batch.Axis{Key: key}
	for _, v := range values {
		a.Values = append(a.Values, batch.Value{Text: fmt.Sprint(v), Number: float64(v), Numeric: true})
	}
	return a
}

func printPoints(axes []batch.Axis, points []batch.Point) {
	for _, p := range points {
		var parts []string
		for i, k := range p {
			parts = append(parts, axes[i].Key+"="+axes[i].Values[k].Text)
		}
		fmt.Println(strings.Join(parts, " "))
	}
}

func ExampleGrid() {
	axes := []batch.Axis{whole("strategy.fast", 5, 10, 20), whole("strategy.slow", 10, 20, 50)}
	constraint, err := batch.ParseConstraint("fast * 2 <= slow")
	if err != nil {
		fmt.Println(err)
		return
	}
	check, err := constraint.Bind(axes)
	if err != nil {
		fmt.Println(err)
		return
	}
	points, err := batch.Grid(axes, []batch.Check{check})
	if err != nil {
		fmt.Println(err)
		return
	}
	printPoints(axes, points)
	// Output:
	// strategy.fast=5 strategy.slow=10
	// strategy.fast=5 strategy.slow=20
	// strategy.fast=5 strategy.slow=50
	// strategy.fast=10 strategy.slow=20
	// strategy.fast=10 strategy.slow=50
	// strategy.fast=20 strategy.slow=50
}

func ExampleRandom() {
	axes := []batch.Axis{whole("hold", 5, 10, 20, 40), whole("top", 1, 3, 5)}
	points, err := batch.Random(axes, nil, 3, 42)
	if err != nil {
		fmt.Println(err)
		return
	}
	printPoints(axes, points)
	// Output:
	// hold=40 top=3
	// hold=40 top=5
	// hold=10 top=1
}

func ExampleConstraint_Bind() {
	constraint, err := batch.ParseConstraint("fast < slwo")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = constraint.Bind([]batch.Axis{whole("strategy.fast", 5), whole("strategy.slow", 10)})
	fmt.Println(err)
	// Output:
	// constraint "fast < slwo", column 8: no key that is varied is called slwo; did you mean slow?
}

// Two years to choose on, a week of embargo, a quarter to test, and on.
func ExampleWalkForward() {
	windows, err := batch.WalkForward(700, 504, 63, 5)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range windows {
		fmt.Println(w.Train, w.Test)
	}
	// Output:
	// [{0 504}] [{509 572}]
	// [{63 567}] [{572 635}]
	// [{126 630}] [{635 698}]
	// [{189 693}] [{698 700}]
}

// Folds of 20 sessions; what is still open five sessions later is purged, and
// three more are left out after the test.
func ExamplePurged() {
	windows, err := batch.Purged(100, 5, 5, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range windows {
		sessions := 0
		for _, s := range w.Train {
			sessions += s.Len()
		}
		fmt.Println(w.Test, w.Train, sessions)
	}
	// Output:
	// [{0 20}] [{28 100}] 72
	// [{20 40}] [{0 15} {48 100}] 67
	// [{40 60}] [{0 35} {68 100}] 67
	// [{60 80}] [{0 55} {88 100}] 67
	// [{80 100}] [{0 75}] 75
}
