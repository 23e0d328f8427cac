package data

import (
	"context"
	"strconv"
	"strings"

	"rally/engine"
)

func barsFile(rows []artificialRow) []byte {
	b := []byte("date,open,high,low,close,volume\n")
	for i := range rows {
		r := &rows[i]
		b = append(b, r.Day.String()...)
		for _, p := range [...]engine.Price{r.Open, r.High, r.Low, r.Close} {
			b = append(b, ',')
			b = append(b, decimalText(p.String())...)
		}
		b = append(b, ',')
		b = strconv.AppendInt(b, int64(r.Volume), 10)
		b = append(b, '\n')
	}
	return b
}

// decimalText takes the noughts off the end of a decimal number.
func decimalText(s string) string { return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") }

// minutesFile writes the bars of an instrument, by its number, in the columns
// of the format futu. It stops where the context is cancelled.
func (a *Artificial) minutesFile(ctx context.Context, number int) ([]byte, error) {
	session := a.minutesOf(number).session
	if a.Instruments[number].Kind == engine.Index {
		session = a.indexMinutes().session
	}
	const row, most = 64, 331 // bytes, about, and minutes of a session
	b := make([]byte, 0, row*len(a.sessions)*(most/int(a.Interval)+3))
	b = append(b, "time_key,open,close,high,low,volume,turnover\n"...)
	for k := range a.sessions {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s := &a.sessions[k]
		rows := lengthened(session(k), s, a.Interval)
		day := s.Day.String()
		for i := range rows {
			r := &rows[i]
			b = appendClock(append(b, day...), (r.End-s.Day.At(0, 0))/engine.Minute)
			for _, v := range [...]int64{int64(r.Open), int64(r.Close), int64(r.High), int64(r.Low), int64(r.Volume) * 1000, int64(r.Turnover)} {
				b = appendThousandths(append(b, ','), v)
			}
			b = append(b, '\n')
		}
	}
	return b, nil
}

// lengthened makes bars of an interval of a session's minutes, in their place.
// They stand from the beginning of the morning and of the afternoon on; the row
// of the opening auction stays by itself, as it does in vendors' files.
func lengthened(rows []engine.BarRow, s *engine.Session, every engine.Interval) []engine.BarRow {
	if every == 1 {
		return rows
	}
	out := rows[:0]
	for _, r := range rows {
		if r.End > s.Open {
			r.End = slotEnd(s, r.Start, every)
		}
		if n := len(out); n > 0 && out[n-1].End == r.End {
			join(&out[n-1], &r)
			continue
		}
		out = append(out, r)
	}
	return out
}

// appendClock appends a minute of the day as a clock time, behind a blank.
func appendClock(b []byte, minute engine.Time) []byte {
	h, m := byte(minute/60), byte(minute%60)
	return append(b, ' ', '0'+h/10, '0'+h%10, ':', '0'+m/10, '0'+m%10, ':', '0', '0')
}

// appendThousandths appends a number of thousandths, not below nought, without
// noughts at the end of its decimals.
func appendThousandths(b []byte, v int64) []byte {
	b = strconv.AppendInt(b, v/1000, 10)
	if rest := v % 1000; rest > 0 {
		b = append(b, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
		for b[len(b)-1] == '0' {
			b = b[:len(b)-1]
		}
	}
	return b
}
