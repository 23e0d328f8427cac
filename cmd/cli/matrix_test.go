package cli

import (
	"bufio"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/data"
)

func TestReadMatrix(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       matrix
	}{
		{"plain", "a,b\n0.01,-0.02\n.03,1e-3\n", matrix{names: []string{"a", "b"}, columns: [][]float64{{.01, .03}, {-.02, .001}}}},
		{"days", "session,a\n2024-01-02,0\n2024-01-05,0.5\n", matrix{names: []string{"a"}, columns: [][]float64{{0, .5}}, first: "2024-01-02", last: "2024-01-05"}},
		{"numbers", "Session,a\n1,0\n2,0.5\n", matrix{names: []string{"a"}, columns: [][]float64{{0, .5}}, first: "1", last: "2"}},
		{"quotes, spaces, ends of lines", "\ufeff\"fast=5, slow=10\", b \r\n 1 ,2\r\n3,4\r\n\r\n", matrix{names: []string{"fast=5, slow=10", "b"}, columns: [][]float64{{1, 3}, {2, 4}}}},
		{"whole numbers as names", "0,1\n1,2", matrix{names: []string{"0", "1"}, columns: [][]float64{{1}, {2}}}},
		{"profits", "a\n-12000\n3500.5\n", matrix{names: []string{"a"}, columns: [][]float64{{-12000, 3500.5}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := readMatrix("t.csv", strings.NewReader(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, *got, cmp.AllowUnexported(matrix{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadMatrixSaysWhere(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "t.csv: an empty file; it begins with a row of trial names"},
		{"names alone", "a,b\n", "t.csv:1: no returns below the names; a row for each period is missing"},
		{"sessions alone", "session\n1\n", "t.csv:1: a column of sessions and no trial beside it"},
		{"short row", "a,b\n1,2\n3\n", "t.csv:3: 1 cell where the first row has 2"},
		{"long row", "a,b\n1,2,3\n", "t.csv:2: 3 cells where the first row has 2"},
		{"text", "a,b\n0.1,x\n", `t.csv:2:5: "b": "x" is not a number such as -0.0125`},
		{"text behind sessions", "session,a,b\n1,0.1,x\n", `t.csv:2:7: "b": "x" is not a number such as -0.0125`},
		{"hexadecimal", "a\n0x1p-2\n", `t.csv:2:1: "a": "0x1p-2" is not a number such as -0.0125`},
		{"percent", "a\n1.2%\n", `t.csv:2:1: "a": "1.2%" is not a number; a return is a fraction, 0.012 for 1.2%`},
		{"missing", "a,b\n1,\n", `t.csv:2:3: "b": an empty cell; a period in which a trial did nothing is 0`},
		{"nan", "a\nNaN\n", `t.csv:2:1: "a": "NaN" is not a return; a period in which a trial did nothing is 0, and one that is missing is missing for all`},
		{"infinite", "a\n-Inf\n", `t.csv:2:1: "a": "-Inf" is not a return; a period in which a trial did nothing is 0, and one that is missing is missing for all`},
		{"huge", "a\n1e400\n", `t.csv:2:1: "a": "1e400" is too large for a return`},
		{"large", "a\n2e12\n", `t.csv:2:1: "a": "2e12" is too large for a return`},
		{"twice", "a,b,a\n1,2,3\n", `t.csv:1:5: the name "a" stands in column 1 too; each trial has its own`},
		{"nameless", "a,,c\n1,2,3\n", "t.csv:1:3: an empty name; each column is named after its trial"},
		{"nameless days", ",a\n2024-01-02,1\n", "t.csv:1:1: an empty name; a column of days is named session, any other after its trial"},
		{"no names", "0.01,0.02\n0.03,0.04\n", "t.csv:1: the first row is numbers; it names the trials, and the returns begin below"},
		{"semicolons", "a;b\n1;2\n", "t.csv:1:1: columns are separated by commas, not by semicolons or tabs"},
		{"control character", "a\x07\n1\n", `t.csv:1:1: the name "a\a" has a control character`},
		{"not UTF-8", "a\xff\n1\n", `t.csv:1:1: the name "a\xff" is not text in UTF-8`},
		{"gap", "a\n1\n\n2\n", "t.csv:3: an empty line; every line is a row"},
		{"gap at the top", "\na\n1\n", "t.csv:1: an empty line; every line is a row"},
		{"open quote", "a,b\n1,\"2\n", `t.csv:2:6: extraneous or missing " in quoted-field; quotes surround a whole cell, and are doubled inside`},
		{"bare quote", "a,b\n1,2\"3\n", `t.csv:2:4: bare " in non-quoted-field; quotes surround a whole cell, and are doubled inside`},
		{"no day", "session,a\nMonday,1\n", `t.csv:2:1: session: "Monday" is not a day like 2024-09-24, nor a whole number`},
		{"back in time", "session,a\n2024-01-02,1\n2024-01-01,1\n", `t.csv:3:1: session: "2024-01-01" after 2024-01-02; rows are in the order of time, each session once`},
		{"the same day", "session,a\n2024-01-02,1\n2024-01-02,1\n", `t.csv:3:1: session: "2024-01-02" after 2024-01-02; rows are in the order of time, each session once`},
		{"two kinds", "session,a\n1,1\n2024-01-02,1\n", `t.csv:3:1: session: "2024-01-02" after 1; all are days, or all are whole numbers`},
		{"long name", strings.Repeat("x", 1<<16+1) + "\n1\n", `t.csv:1:1: the name "` + strings.Repeat("x", 40) + `…" has more than 65536 letters`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := readMatrix("t.csv", strings.NewReader(c.text))
			if _, ok := errors.AsType[*data.LineError](err); !ok {
				t.Fatalf("%v", err)
			}
			if err.Error() != c.want {
				t.Errorf("%s\nwant %s", err, c.want)
			}
		})
	}
}

// TestEndlessLine is refused before it fills the memory.
func TestEndlessLine(t *testing.T) {
	endless := io.LimitReader(zeros{}, 1<<40)
	if _, err := readMatrix("t.csv", endless); err == nil || !strings.Contains(err.Error(), "t.csv: a line of more than 16777216 letters") {
		t.Errorf("%v", err)
	}
}

// zeros is text without an end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

// FuzzReadMatrix reads anything: what is not refused is a matrix, and can be
// judged.
func FuzzReadMatrix(f *testing.F) {
	for _, s := range []string{
		"", "a", "a,b\n1,2\n", "session,a\n2024-01-02,0.01\n2024-01-03,-0.01\n", "a,a\n", "\"a\n\",b\n1,2\n", "a\n1\n\n2",
		"\ufeffa,b\r\n1e5,-0\r\n", "a\n1e12\n-1e12\n1e12\n", "a,b\n0,0\n0,0\n0,0\n0,0\n", "a;b\n", "a\n1e-320\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := readMatrix("t.csv", strings.NewReader(text))
		if err != nil {
			if e, ok := errors.AsType[*data.LineError](err); !ok || e.Err == nil {
				t.Fatalf("an error without its place: %v", err)
			}
			return
		}
		if len(m.names) == 0 || len(m.columns) != len(m.names) || len(m.columns[0]) == 0 {
			t.Fatalf("%d names, %d columns", len(m.names), len(m.columns))
		}
		sorted := slices.Clone(m.names)
		slices.Sort(sorted)
		if len(slices.Compact(sorted)) != len(m.names) {
			t.Fatal("a name stands twice")
		}
		for _, column := range m.columns {
			if len(column) != len(m.columns[0]) {
				t.Fatal("columns of several lengths")
			}
			for _, x := range column {
				if math.IsNaN(x) || math.Abs(x) > largestCell {
					t.Fatalf("%v is no return", x)
				}
			}
		}
		r := ruling{matrix: m, blocks: 8}
		r.assess(newProgress(nil, true))
		c := command{out: bufio.NewWriter(io.Discard)}
		if err := c.print(r.json()); err != nil {
			t.Fatal(err)
		}
		if err := c.printRuling(&r); err != nil {
			t.Fatal(err)
		}
	})
}
