package enginetest

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"rally/engine"
)

// Scenario plays the script in a file and compares what comes of it with what
// stands below its line of dashes. With update it writes that part anew.
func Scenario(t *testing.T, path string, update bool) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	above, want, found := strings.Cut(string(data), "\n----\n")
	if !found {
		t.Fatalf("%s: no line of four dashes", path)
	}
	script, err := Parse(above)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	got, _, err := script.Play()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if got == want {
		return
	}
	if update {
		if err := os.WriteFile(path, []byte(above+"\n----\n"+got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
}

// Plan returns the plan of the script with a fresh player.
func (s *Script) Plan() engine.Plan {
	p, _ := s.plan()
	return p
}

func (s *Script) plan() (engine.Plan, *player) {
	p := &player{script: s}
	return engine.Plan{
		Name: "script", Cash: s.Cash, Market: s.Market, Keep: engine.Full,
		Span:     engine.Span{First: s.From, Last: s.History.Last},
		Strategy: func() engine.Strategy { return p },
	}, p
}

// Play plays the script once and returns what belongs below the dashes, and
// the result.
func (s *Script) Play() (string, *engine.Result, error) {
	for _, st := range s.Steps {
		st.Done = false
	}
	tape, err := s.History.Tape()
	if err != nil {
		return "", nil, err
	}
	plan, p := s.plan()
	r := Play(tape, plan)
	if r.Err != nil {
		return "", r, r.Err
	}
	return s.print(p, r), r, nil
}

// print writes what happened.
func (s *Script) print(p *player, r *engine.Result) string {
	var out strings.Builder
	for _, line := range p.log {
		fmt.Fprintln(&out, line)
	}
	for _, st := range s.Steps {
		if !st.Done {
			fmt.Fprintf(&out, "not done: %s\n", strings.Join(st.Words, " "))
		}
	}
	for _, o := range r.Orders {
		if o.Reason != engine.EndOfData {
			continue
		}
		name := p.names[o.ID]
		if name == "" {
			name = p.names[o.Parent] + "." + o.Intent
		}
		fmt.Fprintf(&out, "left: %s %s\n", name, ending(o.State, o.Reason, o.Filled))
	}
	if s.rows {
		for _, row := range r.Rows[1:] {
			fmt.Fprintf(&out, "row %s", strings.Fields(s.stamp(row.Day.Start()))[0])
			printBalances(&out, row)
		}
	}
	fmt.Fprint(&out, "end")
	printBalances(&out, r.Last)
	for _, at := range r.Positions {
		fmt.Fprintf(&out, "hold %s%s\n", r.Universe.At(at.Instrument).Symbol, position(at))
	}
	for i, fee := range r.FeeTotals {
		if fee != 0 {
			fmt.Fprintf(&out, "fee %s %s\n", r.Components[i], dollars(fee))
		}
	}
	if r.AmbiguousBars > 0 {
		fmt.Fprintf(&out, "ambiguous %d\n", r.AmbiguousBars)
	}
	for _, a := range r.Actions {
		if a.Odd > 0 {
			fmt.Fprintf(&out, "odd lot %s %s %d of %d\n", strings.Fields(s.stamp(a.Ex.Start()))[0], r.Universe.At(a.Instrument).Symbol, int64(a.Odd), int64(a.After))
		}
	}
	for why, n := range r.Refusals {
		if n > 0 {
			fmt.Fprintf(&out, "refused %v %d\n", engine.Reason(why), n)
		}
	}
	for _, w := range r.Warnings {
		fmt.Fprintf(&out, "warning %s\n", w)
	}
	return out.String()
}

func printBalances(out *strings.Builder, row engine.SessionRow) {
	fmt.Fprintf(out, " equity %s cash %s", dollars(row.Equity), dollars(row.Cash))
	if row.Unsettled != 0 {
		fmt.Fprintf(out, " unsettled %s", dollars(row.Unsettled))
	}
	if row.Receivable != 0 {
		fmt.Fprintf(out, " receivable %s", dollars(row.Receivable))
	}
	if row.Stale != 0 {
		fmt.Fprintf(out, " stale %d", row.Stale)
	}
	fmt.Fprintln(out)
}
