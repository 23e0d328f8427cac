//go:build unix

// Command job6 plays the published benchmark's sixth job through the event
// engine: the 10,011 pairs of averages of 5 to 146 closes, each on thirty names
// over 1,363 days at once, bought at the next open in whole lots, with the
// charges of Hong Kong.
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
	law := flag.Bool("law", true, "charge Hong Kong's law and a broker (Futu, fixed plan); false: 10 basis points")
	against := flag.Int("against-processes", 0, "rounds of two workers against one, and against two processes, in turns")
	gate := flag.Bool("gate", false, "wait for a line on the input before playing")
	flag.Parse()
	j := job{dir: *dir, pairs: min(max(*pairs, 1), all), workers: *workers, law: *law, gate: *gate}
	err := j.print(os.Stdout, os.Stdin)
	if *against > 0 {
		err = j.compare(os.Stdout, *against)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "job6:", err)
		os.Exit(1)
	}
}
