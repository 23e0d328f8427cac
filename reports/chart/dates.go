package chart

import (
	"fmt"
	"slices"
	"sort"
	"time"
)

// dateTick is a date label at a session's index.
type dateTick struct {
	at    int
	label string
}

func calendar(day int32) (int, time.Month, int) {
	return time.Unix(int64(day)*86400, 0).UTC().Date()
}

// dayLabel prints a day as 4 Oct 2024.
func dayLabel(day int32) string {
	y, m, d := calendar(day)
	return fmt.Sprintf("%d %s %d", d, m.String()[:3], y)
}

// monthLabel prints a month as Oct 2024.
func monthLabel(y int, m time.Month) string { return fmt.Sprintf("%s %d", m.String()[:3], y) }

// dateTicks returns at most most labels for days, first months at round distances
// (1, 2, 3, 6, 12, 24, … months), and single days where the span is too short for
// two months. The work does not grow with the number of sessions but with that of
// labels.
func dateTicks(days []int32, most int) []dateTick {
	if len(days) == 0 || most < 1 {
		return nil
	}
	first, last := days[0], days[len(days)-1]
	y0, m0, d0 := calendar(first)
	y1, m1, _ := calendar(last)
	from, to := y0*12+int(m0)-1, y1*12+int(m1)-1
	if d0 > 7 {
		from++ // a month of which the span misses the beginning has no tick of its own
	}
	for _, step := range []int{1, 2, 3, 6, 12, 24, 60, 120, 600, 1200, 12000, 120000} {
		begin := (from + step - 1) / step
		if from < 0 {
			begin = from / step
		}
		end := to / step
		if end-begin+1 > most {
			continue
		}
		if end-begin+1 < 2 {
			break
		}
		var out []dateTick
		for k := begin; k <= end; k++ {
			out = monthTick(out, days, k*step)
		}
		if len(out) >= 2 {
			return out
		}
		break
	}
	return dayTicks(days, most)
}

// monthTick appends the first session of month (counted from year 0).
func monthTick(out []dateTick, days []int32, month int) []dateTick {
	y, m := month/12, time.Month(month%12+1)
	start := int32(time.Date(y, m, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400)
	i := indexOf(days, start)
	if i == len(days) || (len(out) > 0 && out[len(out)-1].at == i) {
		return out
	}
	if fy, fm, _ := calendar(days[i]); fy != y || fm != m {
		return out // the month has no session
	}
	return append(out, dateTick{i, monthLabel(y, m)})
}

// dayTicks labels single sessions at even distances.
func dayTicks(days []int32, most int) []dateTick {
	n := len(days)
	if n == 1 || most == 1 {
		return []dateTick{{0, dayLabel(days[0])}}
	}
	most = min(most, 7, n)
	step := (n - 1 + most - 2) / (most - 1)
	var out []dateTick
	for i := 0; i < n; i += step {
		out = append(out, dateTick{i, dayLabel(days[i])})
	}
	return slices.CompactFunc(out, func(a, b dateTick) bool { return a.label == b.label })
}

// indexOf returns the index of the first session on or after day, len(days) where
// there is none.
func indexOf(days []int32, day int32) int {
	return sort.Search(len(days), func(i int) bool { return days[i] >= day })
}
