package chart

import "fmt"

// checkComparison returns an error that names the first field of p that cannot be
// drawn: days out of order, a curve of another length than the days, a table whose
// rows differ in length, a number that is not finite or exceeds 1e15 in size.
func checkComparison(p *ComparisonPage) error {
	if err := inOrder("days", p.Days); err != nil {
		return err
	}
	for i := range p.Tracks {
		if err := checkTrack(&p.Tracks[i], len(p.Days)); err != nil {
			return fmt.Errorf("track %d: %w", i, err)
		}
	}
	for i, values := range p.Others {
		if err := column(fmt.Sprintf("other %d", i), values, len(p.Days), true); err != nil {
			return err
		}
	}
	for i, line := range p.Ranking.Rows {
		if len(line.Figures) != len(p.Ranking.Heads) {
			return fmt.Errorf("ranking %d: %d figures under %d heads", i, len(line.Figures), len(p.Ranking.Heads))
		}
	}
	for i := range p.Spreads {
		if err := checkSpread(&p.Spreads[i]); err != nil {
			return fmt.Errorf("spread %d: %w", i, err)
		}
	}
	for i := range p.Maps {
		if err := checkMap(&p.Maps[i]); err != nil {
			return fmt.Errorf("map %d: %w", i, err)
		}
	}
	for i := range p.Sweeps {
		if err := checkSweep(&p.Sweeps[i]); err != nil {
			return fmt.Errorf("sweep %d: %w", i, err)
		}
	}
	if err := checkCorrelation(&p.Correlation); err != nil {
		return err
	}
	return checkWalk(&p.Walk)
}

func checkTrack(k *Track, n int) error {
	c := &k.Curve
	if len(c.Values) == 0 {
		return fmt.Errorf("no values")
	}
	if c.Begins < 0 || c.last() >= n {
		return fmt.Errorf("%d values from session %d on for %d sessions", len(c.Values), c.Begins, n)
	}
	if err := column("curve", c.Values, len(c.Values), true); err != nil {
		return err
	}
	if err := column("depth", k.Depth, len(c.Values), false); err != nil {
		return err
	}
	for i, v := range k.Depth {
		if v > 0 {
			return fmt.Errorf("depth: %v at session %d is above zero", v, i)
		}
	}
	return nil
}

func checkSpread(d *Spread) error {
	if !sound(d.Low) || !sound(d.Width) || !(d.Width > 0) || !sound(d.Limit) || !sound(d.Low+d.Width*float64(len(d.Counts))) {
		return fmt.Errorf("bins from %v, each of %v, cannot be drawn", d.Low, d.Width)
	}
	for i, n := range d.Counts {
		if n < 0 {
			return fmt.Errorf("bin %d: %d", i, n)
		}
	}
	for i, m := range d.Marks {
		if !sound(m.At) {
			return fmt.Errorf("mark %d: %v cannot be drawn", i, m.At)
		}
	}
	return nil
}

func checkMap(m *Map) error {
	if err := grid(m.Values, len(m.Rows), len(m.Cols)); err != nil {
		return err
	}
	for _, at := range []Spot{m.Plateau, m.Peak} {
		if at.Known && (at.Row < 0 || at.Row >= len(m.Rows) || at.Col < 0 || at.Col >= len(m.Cols)) {
			return fmt.Errorf("no cell at row %d, column %d", at.Row, at.Col)
		}
	}
	if m.RowsApart < 0 || m.RowsApart > len(m.Rows) || m.ColsApart < 0 || m.ColsApart > len(m.Cols) {
		return fmt.Errorf("%d rows and %d columns apart", m.RowsApart, m.ColsApart)
	}
	return nil
}

// grid checks a table of rows × cols cells.
func grid(values [][]Cell, rows, cols int) error {
	if len(values) != rows {
		return fmt.Errorf("%d rows of values for %d rows", len(values), rows)
	}
	for i, line := range values {
		if len(line) != cols {
			return fmt.Errorf("row %d: %d values for %d columns", i, len(line), cols)
		}
		if err := cells(line); err != nil {
			return fmt.Errorf("row %d: %w", i, err)
		}
	}
	return nil
}

func cells(line []Cell) error {
	for j, c := range line {
		if c.Known && !sound(c.Value) {
			return fmt.Errorf("column %d: %v cannot be drawn", j, c.Value)
		}
	}
	return nil
}

func checkSweep(w *Sweep) error {
	for i, l := range w.Lines {
		if len(l.Cells) != len(w.Values) {
			return fmt.Errorf("line %d: %d cells for %d values", i, len(l.Cells), len(w.Values))
		}
		if err := cells(l.Cells); err != nil {
			return fmt.Errorf("line %d: %w", i, err)
		}
	}
	for _, at := range []Spot{w.Plateau, w.Peak} {
		if at.Known && (at.Col < 0 || at.Col >= len(w.Values)) {
			return fmt.Errorf("no value at %d", at.Col)
		}
	}
	if w.Apart < 0 || w.Apart > len(w.Values) {
		return fmt.Errorf("%d values apart", w.Apart)
	}
	return nil
}

func checkCorrelation(c *Correlation) error {
	n := len(c.Labels)
	if len(c.Marks) != n || len(c.Cells) != n {
		return fmt.Errorf("correlation: %d labels, %d marks, %d rows", n, len(c.Marks), len(c.Cells))
	}
	for i, line := range c.Cells {
		if len(line) < i {
			return fmt.Errorf("correlation: row %d has %d cells", i, len(line))
		}
		if err := cells(line); err != nil {
			return fmt.Errorf("correlation: row %d: %w", i, err)
		}
	}
	return nil
}

func checkWalk(w *Walk) error {
	for i, l := range w.Legs {
		if l.Lane < -1 || l.Lane >= len(w.Lanes) || l.To < l.From {
			return fmt.Errorf("leg %d: lane %d of %d, day %d to %d", i, l.Lane, len(w.Lanes), l.From, l.To)
		}
		if err := cells([]Cell{l.Score, l.Return}); err != nil {
			return fmt.Errorf("leg %d: %w", i, err)
		}
	}
	return nil
}
