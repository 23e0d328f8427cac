package data

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rally/engine"
)

// The quick reader of minutes and encoding/csv make the same of the same bytes.
func FuzzReadMinutes(f *testing.F) {
	f.Add([]byte("time,open,high,low,close,volume,turnover\n2024-09-24 09:31:00,1,1.5,.5,1.2345,963400.0,303663680.25\n2024-09-24T09:32,1,1,1,1,0,\n"), int16(480))
	f.Add([]byte("date,open,high,low,close,volume,turnover\r\n2024-09-24 09:31:00+08:00,-1,-0.5,0,1,5,1.2e+09\r\n2024/09/24 23:59:59.000Z,1,1,1,1,1,nan"), int16(-600))
	f.Fuzz(func(t *testing.T, text []byte, zone int16) {
		spec, _ := Lookup("futu")
		how := reading{spec: spec, adjusted: BySubtraction, every: 1}
		r, _ := newBarReader("700.csv", how)
		r.shift = int(zone) * 60
		got, err := r.read(text, spec.Columns)
		if _, ok := errors.AsType[*LineError](err); err != nil && !ok {
			t.Fatalf("%T: %v", err, err)
		}
		if bytes.IndexByte(text, '"') >= 0 {
			return
		}
		again, _ := newBarReader("700.csv", how)
		again.shift = r.shift
		rows, line, errAgain := again.header(text, spec.Columns)
		if errAgain == nil {
			errAgain = again.quoted(rows, line)
		}
		if (err == nil) != (errAgain == nil) && (err == nil || !strings.Contains(err.Error(), "no rows")) {
			t.Fatalf("quick %v, quoted %v", err, errAgain)
		}
		if err == nil {
			if d := cmp.Diff(again.sets, got.sets, cmp.AllowUnexported(bar{}, barSet{})); d != "" {
				t.Fatal(d)
			}
		}
	})
}

// Whatever a file of minutes and its actions say, it is refused or becomes a
// market; what is on the tape is in order, within its session and above zero.
func FuzzLoadMinutes(f *testing.F) {
	rows := minute("09:30", "400", 100) + minute("12:00", "401", 200) + minute("13:01", "402", 300) + minute("16:00", "405", 600)
	f.Add([]byte(futuHead+rows), []byte("700,2024-09-25,1.2\n"), []byte("700,2024-09-24,3\n"), uint8(3), uint8(1))
	f.Add([]byte(futuHead+rows), []byte("700,2024-09-24,400\n700,2024-09-23,0.000001\n"), []byte("700,2024-09-25,1/1000000\n"), uint8(2), uint8(61))
	f.Add([]byte("time,open,high,low,close,volume,turnover\n2024-09-20,1,1,1,1,1,1\n2024-09-24,3,3,3,3,3,3\n"), []byte("700,2024-09-24,1\n"), []byte(""), uint8(2), uint8(0))
	f.Fuzz(func(t *testing.T, text, dividends, splits []byte, basis, every uint8) {
		c := market(map[string]string{"bars/700.csv": string(text),
			"dividends.csv": "symbol,ex_date,amount\n" + string(dividends), "splits.csv": "symbol,ex_date,ratio\n" + string(splits)})
		c.Format, c.Adjusted, c.Interval = "futu", adjustmentNames[1+basis%4], engine.Interval(every).String()
		if every == 0 {
			c.Interval = "1d"
		} else {
			c.Make = []string{"1d"}
			if every < 30 && 60%every == 0 {
				c.Make = append(c.Make, "1h")
			}
		}
		for _, r := range Rules() {
			if r.Waived != "" {
				c.Waive = append(c.Waive, r.Name)
			}
		}
		m, err := Load(context.Background(), c)
		if err != nil {
			return
		}
		for _, every := range m.Intervals {
			for d, b := range m.Feed.Tape.Bars(0, every) {
				if _, open := hkexVenue.Session(d); !open || b.Low <= 0 || b.Low > b.Open || b.High < b.Close {
					t.Fatalf("%v %v %+v", every, d, b)
				}
			}
		}
	})
}
