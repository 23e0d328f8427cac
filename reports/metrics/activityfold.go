package metrics

// ActivityFold gathers exposure and equity a session at a time, in constant
// space, and answers what ComputeActivity answers, with the same bits. The
// zero ActivityFold is ready.
type ActivityFold struct {
	sessions int
	held     int
	touched  int     // sessions with a position at the close or the close before
	before   float64 // exposure of the newest
	ruined   bool
	exposure float64 // Σ gross market value ÷ equity
	equity   float64 // Σ of the closes
}

// Session takes a session's exposure at its close and its equity in HKD. The
// starting equity is no session.
func (f *ActivityFold) Session(exposure, equity float64) {
	f.sessions++
	if exposure != 0 {
		f.held++
	}
	if exposure != 0 || f.before != 0 {
		f.touched++
	}
	f.before = exposure
	f.exposure += exposure
	f.equity += equity
	f.ruined = f.ruined || !(equity > 0)
}

// Figures returns the figures of trading and holding, as ComputeActivity does;
// the exposure of a is not looked at.
func (f *ActivityFold) Figures(a Activity, o Options) Set {
	n := float64(f.sessions)
	none := Undefined(NoSessions)
	s := sessionFacts{time: none, inclusive: none, capital: none, turnover: none}
	if f.sessions > 0 {
		s.time, s.inclusive, s.capital = Number(float64(f.held)/n), Number(float64(f.touched)/n), Number(f.exposure/n)
		s.turnover = Turnover(a.Buys.Float(), a.Sells.Float(), f.equity/n).BothSides
	}
	if f.ruined {
		s.capital, s.turnover = Undefined(Ruined), Undefined(Ruined)
	}
	return activityFigures(a, s, n, o)
}
