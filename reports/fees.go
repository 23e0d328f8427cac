package reports

import "io"

func init() { of("fees.csv", "every charge of every fill", writeFees) }

// writeFees writes a row a charge: what the fill added to it, as the venue and
// the broker round it.
func writeFees(w io.Writer, s *Study) error {
	t := newTable(w, "fill,component,amount")
	for _, f := range s.Result.Fees {
		t.whole(int64(f.Fill))
		t.plain(s.Result.Components[f.Component])
		t.money(int64(f.Amount))
		t.end()
	}
	return t.close()
}
