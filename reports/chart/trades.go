package chart

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// exitOrder lists the ways of ending a trade that have a shape of their own.
var exitOrder = [...]string{"hold", "stop", "trail", "contrary"}

// trades draws each trade's return against the sessions it was held: area by size,
// shape by how it ended, hollow where it lost.
func (s *scene) trades(r rect, p *Page) {
	body := s.title(r, "Trades", "return after costs against sessions held; area by size; hollow: a loss", "")
	if len(p.Trades) == 0 {
		why := "No trade."
		if len(p.Focus.Marks) > 0 {
			why = "No trade is over: what was bought is still held."
		}
		s.empty(body, why)
		return
	}
	reasons := exitReasons(p.Trades)
	s.exitKey(rect{body.x0, body.y0, body.x1, body.y0 + 22}, reasons, p.Trades)
	low, high, longest, largest := 0.0, 0.0, 1, 0.0
	for _, t := range p.Trades {
		low, high = min(low, 100*t.Return), max(high, 100*t.Return)
		longest, largest = max(longest, t.Sessions), max(largest, t.Size)
	}
	low, high = padded(low, high, 0.10)
	bottom := body.y1 - 36
	f := frame{rect{r.x0 + s.gutter(low, high, bottom-body.y0-26, " %"), body.y0 + 30, r.x1 - 8, bottom}, 0, low, high, 0}
	s.yAxis(f, " %")
	s.hline(f.plot.x0, f.plot.x1, f.y(0), s.theme.Muted)
	widest := min(13, 5+0.02*f.plot.high())
	// The marks of the shortest and the longest stay off the numbers and the edge.
	pitch := f.plot.wide() / float64(longest+1)
	aside := min(0.4*pitch, max(30, 0.35*pitch)) // few columns are broad ones
	inner := rect{f.plot.x0 + widest + aside + 4, f.plot.y0, f.plot.x1 - widest - aside - 4, f.plot.y1}
	s.xNumbers(inner, 0, float64(longest), bottom+18, true)
	s.text(f.plot.x1, bottom+33, right, s.note(), "sessions held")

	list := slices.Clone(p.Trades) // the large first, so that the small stay seen
	slices.SortStableFunc(list, func(a, b Trade) int { return cmp.Compare(b.Size, a.Size) })
	type spot struct {
		x, y, r int
		shape   int
		loss    bool
	}
	seen := map[spot]bool{} // thousands of equal spots are painted once
	crowds := map[int][]disc{}
	for _, t := range list {
		size := 0.3
		if largest > 0 {
			size = max(0.3, math.Sqrt(t.Size/largest))
		}
		x, y := inner.x0+inner.wide()*(float64(t.Sessions)/float64(longest)), f.y(100*t.Return)
		form := formOf(exitOf(t, reasons), reasons)
		at := spot{int(x), int(y), int(widest * size), form, t.Return < 0}
		if seen[at] {
			continue
		}
		seen[at] = true
		d := beside(crowds[t.Sessions], disc{x, y, widest * size}, aside)
		crowds[t.Sessions] = append(crowds[t.Sessions], d)
		s.ended(form, t.Return < 0, d.x, d.y, d.r)
	}
}

// disc is the room of a mark.
type disc struct{ x, y, r float64 }

// beside moves d sideways, by at most aside, to where it hides least of others,
// which were held as many sessions. A crowd of hundreds is left as it falls.
func beside(others []disc, d disc, aside float64) disc {
	if len(others) > 300 {
		return d
	}
	best, free := d, math.Inf(-1)
	for i := 0; ; i++ {
		by := float64((i+1)/2) * max(d.r/2, 1) // 0, then right and left by turns
		if by > aside {
			return best
		}
		at := d
		if at.x += by; i%2 == 0 {
			at.x = d.x - by
		}
		room := 0.0 // below zero: so much do they overlap
		for _, o := range others {
			room = min(room, math.Hypot(o.x-at.x, o.y-at.y)-0.9*(o.r+at.r))
		}
		if room > free+1e-9 {
			best, free = at, room
		}
		if room == 0 {
			return best
		}
	}
}

// rareExits is how many reasons without a shape of their own are told apart.
const rareExits = 2

// exitReasons lists the reasons that occur: the known ones, then the commonest of
// the rarer, and "other" for what is left.
func exitReasons(trades []Trade) []string {
	counts := map[string]int{}
	var rare []string
	for _, t := range trades {
		if counts[t.Exit]++; counts[t.Exit] == 1 && !slices.Contains(exitOrder[:], t.Exit) {
			rare = append(rare, t.Exit)
		}
	}
	var list []string
	for _, known := range exitOrder {
		if counts[known] > 0 {
			list = append(list, known)
		}
	}
	slices.SortFunc(rare, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b))
	})
	if len(rare) > rareExits+1 {
		rare = append(rare[:rareExits], "other")
	}
	return append(list, rare...)
}

// exitOf returns t's reason as listed.
func exitOf(t Trade, reasons []string) string {
	if slices.Contains(reasons, t.Exit) {
		return t.Exit
	}
	return "other"
}

// formOf returns the shape of a reason: a known one has its own in every picture,
// others take those that are left.
func formOf(reason string, reasons []string) int {
	if i := slices.Index(exitOrder[:], reason); i >= 0 {
		return i
	}
	form := len(exitOrder)
	for _, r := range reasons {
		if r == reason {
			break
		}
		if !slices.Contains(exitOrder[:], r) {
			form++
		}
	}
	return form
}

// exitKey shows each shape with its reason and count, in one line.
func (s *scene) exitKey(r rect, reasons []string, trades []Trade) {
	counts := make([]int, len(reasons))
	for _, t := range trades {
		counts[slices.Index(reasons, exitOf(t, reasons))]++
	}
	x := r.x0
	const marks, gap = 32, 18
	room := r.wide()/float64(len(reasons)) - marks - gap
	for i, reason := range reasons {
		name := reason
		if name == "" {
			name = "unstated"
		}
		form := formOf(reason, reasons)
		s.ended(form, false, x+6, r.y0+8, 5)
		s.ended(form, true, x+20, r.y0+8, 5)
		label := s.fitted(x+marks, s.note().middle(r.y0+8), left, s.note(), name+" "+strconv.Itoa(counts[i]), room)
		x = max(label.x1, x+marks) + gap
	}
}

// ended draws a trade's mark in the shape of its reason: ● ▼ ◆ ■ ▲ and rarer ones.
func (s *scene) ended(form int, loss bool, x, y, r float64) {
	var at []xy
	switch form {
	case 0:
		at = circle(x, y, r)
	case 1:
		at = []xy{{x, y + r}, {x - r, y - r*0.8}, {x + r, y - r*0.8}}
	case 2:
		at = []xy{{x, y - r*1.15}, {x + r*1.15, y}, {x, y + r*1.15}, {x - r*1.15, y}}
	case 3:
		d := r * 0.88
		at = []xy{{x - d, y - d}, {x + d, y - d}, {x + d, y + d}, {x - d, y + d}}
	case 4:
		at = []xy{{x, y - r}, {x + r, y + r*0.8}, {x - r, y + r*0.8}}
	default: // a plus, then a bar
		t := r * 0.4
		at = []xy{{x - t, y - r}, {x + t, y - r}, {x + t, y - t}, {x + r, y - t}, {x + r, y + t}, {x + t, y + t},
			{x + t, y + r}, {x - t, y + r}, {x - t, y + t}, {x - r, y + t}, {x - r, y - t}, {x - t, y - t}}
		if form > 5 {
			at = []xy{{x - r, y - t}, {x + r, y - t}, {x + r, y + t}, {x - r, y + t}}
		}
	}
	if loss {
		s.fill(s.theme.pale(s.theme.Loss, 0.18), at...)
		s.line(s.theme.Loss, 1.6, append(slices.Clip(at), at[0], at[1])...)
		return
	}
	s.fill(s.theme.Strategy, at...)
	s.line(s.theme.Background, 1, append(slices.Clip(at), at[0])...)
}
