package engine

import (
	"fmt"
	"time"
)

// Time is nanoseconds since 1970-01-01 00:00 UTC.
type Time int64

// Day is days since 1970-01-01 by Hong Kong's date. Dated rules are looked up by it.
type Day int32

// HKT is Hong Kong's clock: UTC+8, always.
var HKT = time.FixedZone("HKT", 8*3600)

// Spans of Time.
const (
	Second Time = 1_000_000_000
	Minute      = 60 * Second
	Hour        = 60 * Minute

	dayLength = 24 * Hour
	zone      = 8 * Hour
)

// Date returns the Day of a calendar date.
func Date(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDay reads a date such as "2024-09-24".
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a date like 2024-09-24", s)
	}
	return Day(t.Unix() / 86400), nil
}

// ParseTime reads an RFC 3339 instant such as "2024-09-24T10:00:00+08:00".
func ParseTime(s string) (Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a time like 2024-09-24T10:00:00+08:00", s)
	}
	return Time(t.UnixNano()), nil
}

// At returns the instant of a clock time of d in Hong Kong.
func (d Day) At(hour, minute int) Time {
	return Time(d)*dayLength - zone + Time(hour)*Hour + Time(minute)*Minute
}

// Start returns d's midnight in Hong Kong.
func (d Day) Start() Time { return d.At(0, 0) }

// Weekday returns the day of the week of d.
func (d Day) Weekday() time.Weekday { return time.Weekday(((int(d)+4)%7 + 7) % 7) }

// Date returns d's year, month and day.
func (d Day) Date() (year int, month time.Month, day int) {
	return time.Unix(int64(d)*86400, 0).UTC().Date()
}

// Year returns d's year.
func (d Day) Year() int { y, _, _ := d.Date(); return y }

// String prints d as 2024-09-24.
func (d Day) String() string { return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly) }

// Day returns Hong Kong's date at t.
func (t Time) Day() Day {
	n := t + zone
	d := n / dayLength
	if n%dayLength < 0 {
		d--
	}
	return Day(d)
}

// In returns t on Hong Kong's clock.
func (t Time) In() time.Time { return time.Unix(0, int64(t)).In(HKT) }

// String prints t as 2024-09-24T10:00:00+08:00, with a fraction where it has one.
func (t Time) String() string { return t.In().Format(time.RFC3339Nano) }
