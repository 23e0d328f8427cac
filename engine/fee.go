package engine

// NoteLevel says which fills one charge is computed on together.
type NoteLevel uint8

// Levels of a charge.
const (
	PerExecution NoteLevel = iota // exchange fees and levies
	PerOrder                      // brokerage, platform fees
	PerNote                       // stamp duty: day × instrument × side
)

// String returns "execution", "order" or "note".
func (l NoteLevel) String() string { return [...]string{"execution", "order", "note"}[l] }

// Note gathers the fills that one charge is computed on, at that charge's level.
type Note struct {
	Instrument    *Instrument
	Day           Day
	Side          Side
	Qty           Qty
	Consideration Money
}

// FeeRule is one charge. Fee is pure and never decreases as the note grows;
// each fill posts the difference between the fee after it and the fee before
// it, so that minima and roundings are exact after every partial fill.
// Fee of a note without shares is 0.
type FeeRule interface {
	Name() string // the component: "stamp_duty"
	Level() NoteLevel
	Fee(Note) Money
}
