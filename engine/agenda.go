package engine

// agenda holds what is due: settlements and pay dates, wake-ups, arriving
// orders and cancels. It is a binary heap ordered by due time, then class,
// then submission.
type agenda struct {
	due   stamp // of the earliest item; never when empty
	items []agendaItem
	seq   uint32
}

type agendaItem struct {
	due   stamp
	class agendaClass
	seq   uint32
	ref   int32 // ID of the order, slot of the amendment, or index of the payment
}

type agendaClass uint8

const (
	settleItem agendaClass = iota
	payItem
	wakeItem
	arriveItem // an order arrives
	cancelItem // a cancel arrives; with orders, in order of submission
	amendItem  // an amendment arrives, likewise
)

func (a *agenda) reset() {
	a.items = a.items[:0]
	a.due, a.seq = never, 0
}

func (x *agendaItem) before(y *agendaItem) bool {
	if x.due != y.due {
		return x.due < y.due
	}
	cx, cy := min(x.class, arriveItem), min(y.class, arriveItem)
	if cx != cy {
		return cx < cy
	}
	return x.seq < y.seq
}

func (a *agenda) push(due stamp, class agendaClass, ref int32) {
	a.seq++
	a.items = append(a.items, agendaItem{due, class, a.seq, ref})
	i := len(a.items) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !a.items[i].before(&a.items[up]) {
			break
		}
		a.items[i], a.items[up] = a.items[up], a.items[i]
		i = up
	}
	a.due = a.items[0].due
}

func (a *agenda) pop() agendaItem {
	top := a.items[0]
	last := len(a.items) - 1
	a.items[0] = a.items[last]
	a.items = a.items[:last]
	i := 0
	for {
		child := 2*i + 1
		if child >= last {
			break
		}
		if right := child + 1; right < last && a.items[right].before(&a.items[child]) {
			child = right
		}
		if !a.items[child].before(&a.items[i]) {
			break
		}
		a.items[i], a.items[child] = a.items[child], a.items[i]
		i = child
	}
	a.due = never
	if last > 0 {
		a.due = a.items[0].due
	}
	return top
}
