package metrics

// ActivityFold gathers exposure and equity a session at a time, in constant
// space, and answers what ComputeActivity answers, with the same bits. The
// zero ActivityFold is ready.
type ActivityFold struct {
	sessions int
	held     int
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
	f.exposure += exposure
	f.equity += equity
	f.ruined = f.ruined || !(equity > 0)
}

// Figures returns the figures of trading and holding, as ComputeActivity does;
// the exposure of a is not looked at.
func (f *ActivityFold) Figures(a Activity, o Options) Set {
	n := float64(f.sessions)
	time, capital := Undefined(NoSessions), Undefined(NoSessions)
	turnover := Undefined(NoSessions)
	if f.sessions > 0 {
		time, capital = Number(float64(f.held)/n), Number(f.exposure/n)
		turnover = Turnover(a.Buys.Float(), a.Sells.Float(), f.equity/n).BothSides
	}
	if f.ruined {
		capital, turnover = Undefined(Ruined), Undefined(Ruined)
	}
	return activityFigures(a, time, capital, turnover, n, o)
}
