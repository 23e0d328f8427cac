package data

import (
	"fmt"
	"slices"
	"strings"

	"rally/engine"
)

// ReadSignals reads a file of announcements. Columns id, known_at, category,
// direction, strength and scope are required; occurred_at, published_at,
// title, revision_of and compiled may be there, others are ignored.
//
// known_at is an instant (RFC 3339) or a bare Hong Kong date, which is known
// from 00:00 of the first session after it. At is known and the embargo after
// it, or Never where that ends beyond the venue's calendar.
// direction is +, - or 0; strength 1 to 3; scope is market, a set such as
// tech, or symbols, several with ;. compiled = hindsight marks a signal that
// somebody chose who knew what came of it. revision_of names the signal that
// the row revises; what was known before stays as it was.
//
// The signals come in the order of the file. Errors are *LineError.
func ReadSignals(path string, text []byte, venue engine.Venue, embargo Embargo) ([]engine.Signal, error) {
	text, err := unpack(path, text)
	if err != nil {
		return nil, err
	}
	t, err := readTable(path, text, "id", "known_at", "category", "direction", "strength", "scope")
	if err != nil {
		return nil, err
	}
	list := make([]engine.Signal, 0, len(t.rows))
	lines := map[string]int{}
	for i := range t.rows {
		r := &t.rows[i]
		s, err := r.signal(venue, embargo)
		if err != nil {
			return nil, err
		}
		if line, twice := lines[s.ID]; twice {
			return nil, r.fault("id", "id %s is on line %d already; each signal has its own", quoted(s.ID), line)
		}
		lines[s.ID] = r.line
		list = append(list, s)
	}
	for i := range list {
		if of := list[i].RevisionOf; of != "" && (lines[of] == 0 || of == list[i].ID) {
			return nil, t.rows[i].fault("revision_of", "no other signal has the id %s; a revision names the one that it revises", quoted(of))
		}
	}
	return list, nil
}

func (r *tableRow) signal(venue engine.Venue, embargo Embargo) (engine.Signal, error) {
	s := engine.Signal{
		ID: r.text("id"), Category: r.text("category"), Title: r.text("title"),
		Occurred: r.text("occurred_at"), Published: r.text("published_at"),
		RevisionOf: r.text("revision_of"), Hindsight: strings.EqualFold(r.text("compiled"), "hindsight"),
	}
	for _, column := range [...]string{"id", "category"} {
		if r.text(column) == "" {
			return s, r.fault(column, "empty cell; each signal has its %s", column)
		}
	}
	known, err := r.known(venue)
	if err != nil {
		return s, err
	}
	s.Known = known
	s.At, _ = embargo.After(venue, known)
	switch d := r.text("direction"); d {
	case "+":
		s.Direction = engine.Supportive
	case "-":
		s.Direction = engine.Contrary
	case "0":
		s.Direction = engine.Neutral
	default:
		return s, r.fault("direction", "%s is not a direction; +, - or 0", quoted(d))
	}
	strength := digits(r.text("strength"))
	if strength < 1 || strength > 3 {
		return s, r.fault("strength", "%s is not a strength; 1, 2 or 3", quoted(r.text("strength")))
	}
	s.Strength = int8(strength)
	return s, r.scope(&s)
}

// known returns the moment from which the signal may be used. One that is
// known before it was published or has occurred is refused.
func (r *tableRow) known(venue engine.Venue) (engine.Time, error) {
	text := r.text("known_at")
	if isDate(text) {
		d, err := parseDay(text)
		if err != nil {
			return 0, r.fault("known_at", "%w", err)
		}
		next, ok := sessionAfter(venue, d)
		if !ok {
			return 0, r.fault("known_at", "no session is known after %v; the calendar ends there", d)
		}
		return next.Start(), nil
	}
	known, err := engine.ParseTime(text)
	if err != nil {
		return 0, r.fault("known_at", "%s is not a time like 2024-09-24T10:00:00+08:00, nor a date like 2024-09-24", quoted(text))
	}
	if y := known.Day().Year(); y < firstYear || y > lastYear {
		return 0, r.fault("known_at", "%s lies outside the years %d to %d", quoted(text), firstYear, lastYear)
	}
	for _, column := range [...]string{"occurred_at", "published_at"} {
		before := r.text(column)
		if before == "" || isDate(before) {
			continue
		}
		t, err := engine.ParseTime(before)
		if err != nil {
			return 0, r.fault(column, "%s is not a time like 2024-09-24T10:00:00+08:00, nor a date", quoted(before))
		}
		if t > known {
			return 0, r.fault("known_at", "known at %v, before %s %v", known, strings.TrimSuffix(column, "_at"), t)
		}
	}
	return known, nil
}

func isDate(s string) bool { return !strings.ContainsAny(s, "T :") }

// sessionAfter returns the first session after d, looked for over forty days:
// no holiday lasts as long.
func sessionAfter(venue engine.Venue, d engine.Day) (engine.Day, bool) {
	for next := d + 1; next <= d+40; next++ {
		if _, ok := venue.Session(next); ok {
			return next, true
		}
	}
	return 0, false
}

func (r *tableRow) scope(s *engine.Signal) error {
	for word := range strings.SplitSeq(r.text("scope"), ";") {
		word = strings.TrimSpace(word)
		if word == "market" {
			s.Market = true
			continue
		}
		symbol, err := ParseSymbol(word)
		switch {
		case isSetName(word) && (err != nil || !isCode(symbol)):
			s.Sets = append(s.Sets, word)
		case err == nil:
			s.Symbols = append(s.Symbols, symbol)
		case word == "":
			return r.fault("scope", "empty scope; market, a set such as tech, or symbols, several with ;")
		default:
			return r.fault("scope", "%s is no scope; market, a set such as tech, or symbols, several with ;", quoted(word))
		}
	}
	slices.Sort(s.Sets)
	slices.Sort(s.Symbols)
	s.Sets, s.Symbols = slices.Compact(s.Sets), slices.Compact(s.Symbols)
	return nil
}

// signalGaps says what the signals ask for that the data does not have.
func signalGaps(signals []engine.Signal, known func(symbol string) bool, hasSet func(string) bool) []string {
	var symbols, sets []string
	for i := range signals {
		for _, s := range signals[i].Symbols {
			if !known(s) {
				symbols = append(symbols, s)
			}
		}
		for _, s := range signals[i].Sets {
			if !hasSet(s) {
				sets = append(sets, s)
			}
		}
	}
	var out []string
	if symbols = sortedSet(symbols); len(symbols) > 0 {
		out = append(out, fmt.Sprintf("signals name %d symbols without an instrument or bars: %s", len(symbols), strings.Join(symbols, ", ")))
	}
	if sets = sortedSet(sets); len(sets) > 0 {
		out = append(out, fmt.Sprintf("signals name sets that no instrument belongs to: %s", strings.Join(sets, ", ")))
	}
	return out
}

func sortedSet(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}
