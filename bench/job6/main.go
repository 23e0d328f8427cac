//go:build unix

// Command job6 plays the published benchmark's sixth job through the event
// engine and judges it: the 10,011 pairs of averages of 5 to 146 closes, each
// on thirty names over 1,363 days at once, bought at the next open in whole
// lots with the charges of Hong Kong; then the figures that rank each pair, and
// what over-fitting says of them all.
//
//	go run ./bench/job6 -data ../shared/data/hk
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	dir := flag.String("data", "../shared/data/hk", "folder with daily_unadjusted, actions and instruments.csv")
	pairs := flag.Int("pairs", all, "pairs to play, spread over all of them")
	workers := flag.Int("workers", 0, "workers; 0: one for each processor")
	law := flag.Bool("law", true, "charge Hong Kong's law and a broker (Futu, fixed plan); false: 10 basis points a side")
	against := flag.Int("against-processes", 0, "rounds of one worker, two workers, and two processes of one worker, in turns")
	gate := flag.Bool("gate", false, "say ready, wait for a line of input, play, and print nanoseconds by the clock and of the processor")
	flag.Parse()
	j := job{dir: *dir, pairs: min(max(*pairs, 1), all), workers: *workers, law: *law}
	var err error
	switch {
	case *against > 0:
		err = j.compare(os.Stdout, *against)
	case *gate:
		err = j.wait(os.Stdin, os.Stdout)
	default:
		err = j.print(os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "job6:", err)
		os.Exit(1)
	}
}
