package cli

import (
	"encoding/hex"
	"path/filepath"

	"rally/cmd/internal/config"
	"rally/cmd/internal/registry"
	"rally/reports"
)

// attempt is a run as the record of trials has it: out/trials.jsonl counts
// everything that was ever tried on the same data.
type attempt struct {
	book   *registry.Book // nil: it cannot be read
	record *registry.Record
	again  bool  // the trial was counted before
	err    error // why the trial is not counted
}

// newAttempt opens the record of trials beside a result. What is wrong with it
// is told in the end: the result is as good without.
func newAttempt(s *reports.Study, conf *config.Config, out string) *attempt {
	a := &attempt{}
	if a.record, a.err = recordOf(s, conf); a.err != nil {
		return a
	}
	if a.book, a.err = registry.Open(filepath.Join(out, registry.FileName)); a.err == nil {
		a.again = a.book.Number(a.record.Key) > 0
	}
	return a
}

func recordOf(s *reports.Study, conf *config.Config) (*registry.Record, error) {
	figures, err := reports.Figures(s)
	if err != nil {
		return nil, err
	}
	unnamed, err := conf.Unnamed().JSON()
	if err != nil {
		return nil, err
	}
	program, err := registry.Program()
	if err != nil {
		program = "" // not known: the trial is counted all the same
	}
	trades, _ := figures.Get("trades")
	r := s.Result
	return &registry.Record{
		Key: registry.Key(unnamed, r.Universe.DataHash), Data: hex.EncodeToString(r.Universe.DataHash[:]),
		Program: program, Engine: s.Version, Name: s.Name, Strategy: conf.Strategy.Use, Run: conf.Run.Name, Digest: digestText(s),
		Orders: r.OrderCount, Fills: r.FillCount, Trips: int(trades.Number), Figures: figures,
	}, nil
}

// note appends the trial, unless it is counted already.
func (a *attempt) note() {
	if a.err == nil && !a.again {
		a.err = a.book.Append(a.record)
	}
}

// tell says which trial on its data this was, if it is a new one and not the
// first. That a trial is not counted is said even to those who want to hear
// nothing.
func (a *attempt) tell(c *command, quiet bool) {
	if a.err != nil {
		c.say("warning: this trial is not counted: %v", a.err)
	}
	if a.err != nil || a.again || quiet {
		return
	}
	if n := a.book.Number(a.record.Key); n > 1 {
		c.say("this is trial %d on this data (%s)", n, a.book.Path())
	}
}

// close lets go of the record.
func (a *attempt) close() {
	if a.book != nil {
		_ = a.book.Close() // what was appended is in the file
	}
}
