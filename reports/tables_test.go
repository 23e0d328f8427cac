package reports

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"rally/engine"
)

func texts() []Spec {
	var list []Spec
	for _, s := range All() {
		if !s.Picture {
			list = append(list, s)
		}
	}
	return list
}

// The tables have the contract's columns, and the golden files their cells.
func TestTables(t *testing.T) {
	out := newMemory()
	if err := DrawAll(context.Background(), out, []*Study{handMade()}, texts(), nil); err != nil {
		t.Fatal(err)
	}
	headers := map[string]string{
		"equity.csv":  "session,equity,cash,unsettled,receivable,payable,exposure,stale,benchmark,hold",
		"orders.csv":  "order,time,symbol,side,type,qty,limit,stop,tif,state,reason,filled,signal",
		"fills.csv":   "fill,order,time,symbol,side,qty,price,consideration,fees,rule",
		"fees.csv":    "fill,component,amount",
		"trades.csv":  "trade,symbol,side,entry_time,exit_time,qty,entry,exit,gross,fees,net,return,sessions,exit_reason,signal",
		"journal.csv": "group,time,account,symbol,amount,qty,what",
	}
	for _, s := range texts() {
		t.Run(s.Name, func(t *testing.T) {
			golden(t, s.Name, out.files[s.Name])
			if want, ok := headers[s.Name]; ok {
				if got, _, _ := strings.Cut(string(out.files[s.Name]), "\n"); got != want {
					t.Errorf("columns %s\nwant %s", got, want)
				}
			}
		})
	}
	if len(out.files) != 7 {
		t.Errorf("%d texts, want six tables and result.json", len(out.files))
	}
}

func TestSummary(t *testing.T) {
	golden(t, "summary.txt", []byte(strings.Join(Summary(handMade()), "\n")+"\n"))
}

// What the contract promises of result.json is in it.
func TestResultKeys(t *testing.T) {
	text, err := Document(handMade())
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	for _, key := range strings.Fields("name digest engine config data span metrics fees signals refusals findings ambiguous_bars warnings orders fills trades signal_days periods hold benchmark") {
		if _, ok := doc[key]; !ok {
			t.Errorf("no %q", key)
		}
	}
	var metrics map[string]any
	if err := json.Unmarshal(doc["metrics"], &metrics); err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields("total_return cagr ann_vol sharpe_ann_rf0 sharpe_se sortino_ann max_dd calmar ulcer_n exposure_time exposure_capital turnover break_even_cost_bp hit_rate_all profit_factor psr_0") {
		if _, ok := metrics[name]; !ok {
			t.Errorf("no metric %q", name)
		}
	}
	if why, ok := metrics["cagr"].(map[string]any); !ok || why["undefined"] != "span under one year" {
		t.Errorf("cagr %v", metrics["cagr"])
	}
}

// A result without rows has no figures, and says so.
func TestNoRows(t *testing.T) {
	s := handMade()
	s.Result.Rows = nil
	if _, err := Document(s); err == nil || !strings.Contains(err.Error(), "no session rows") {
		t.Errorf("error %v", err)
	}
	if got := Summary(s); len(got) != 1 {
		t.Errorf("summary %q", got)
	}
}

func TestText(t *testing.T) {
	for in, want := range map[string]string{"plain": "plain,", "a,b": `"a,b",`, `a"b`: `"a""b",`, "a\nb": "\"a\nb\",", "": ","} {
		var tab table
		tab.text(in)
		if string(tab.row) != want {
			t.Errorf("%q: %s, want %s", in, tab.row, want)
		}
	}
}

func BenchmarkJournal(b *testing.B) {
	s := handMade()
	entries := s.Result.Journal
	for len(s.Result.Journal) < 100_000 {
		s.Result.Journal = append(s.Result.Journal, entries...)
	}
	for b.Loop() {
		if err := writeJournal(discard{}, s); err != nil {
			b.Fatal(err)
		}
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// The quick printing of times agrees with the engine's own.
func TestTimeCell(t *testing.T) {
	var tab table
	for _, at := range []engine.Time{0, -1, 1, engine.Date(2024, 9, 24).At(9, 20), engine.Date(2024, 2, 29).At(23, 59) + 59*engine.Second, engine.Date(1969, 12, 31).At(0, 0), engine.Date(2024, 9, 24).At(9, 20) + 1500} {
		tab.row = tab.row[:0]
		tab.time(at)
		if got, want := string(tab.row), at.String()+","; got != want {
			t.Errorf("%d: %s, want %s", at, got, want)
		}
	}
}
