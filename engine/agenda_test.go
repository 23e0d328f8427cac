package engine

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestAgendaAgainstSortedList: whatever is pushed and popped, items come out by
// due time, then class (orders and cancels are one), then submission, as from a
// sorted list; due is always that of the first.
func TestAgendaAgainstSortedList(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var a agenda
		a.reset()
		var list []agendaItem
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			if len(list) > 0 && rapid.IntRange(0, 2).Draw(rt, "pop") == 0 {
				got := a.pop()
				if got != list[0] {
					rt.Fatalf("popped %+v, want %+v", got, list[0])
				}
				list = list[1:]
			} else {
				due := stamp(rapid.IntRange(0, 8).Draw(rt, "due"))
				class := agendaClass(rapid.IntRange(0, int(cancelItem)).Draw(rt, "class"))
				a.push(due, class, 7)
				item := agendaItem{due, class, a.seq, 7}
				// After the last that is not later: an order of its own, not the heap's.
				rank := func(x agendaItem) [2]int64 { return [2]int64{int64(x.due), int64(min(x.class, arriveItem))} }
				at := len(list)
				for at > 0 && slices.Compare(ranked(rank(list[at-1])), ranked(rank(item))) > 0 {
					at--
				}
				list = slices.Insert(list, at, item)
			}
			want := never
			if len(list) > 0 {
				want = list[0].due
			}
			if a.due != want {
				rt.Fatalf("due %d, want %d", a.due, want)
			}
		}
	})
}

func ranked(v [2]int64) []int64 { return v[:] }

// TestVolumeWindow: the median of the last twenty volumes is that of a sorted list.
func TestVolumeWindow(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var w volumeWindow
		var all []int64
		for range rapid.IntRange(0, 70).Draw(rt, "n") {
			v := rapid.Int64Range(1, 9).Draw(rt, "v")
			w.add(v)
			all = append(all, v)
			last := slices.Clone(all[max(0, len(all)-20):])
			slices.Sort(last)
			n := len(last)
			if got, want := w.median2(), last[(n-1)/2]+last[n/2]; got != want {
				rt.Fatalf("twice the median of %v is %d, got %d", last, want, got)
			}
		}
	})
}

// TestMixerGolden: the running hash as its definition gives it, worked out by a
// program of another language with integers of any size.
func TestMixerGolden(t *testing.T) {
	var m Mixer
	for _, tt := range []struct {
		name string
		mix  func()
		want uint64
	}{
		{"1, 2", func() { m.Words(1, 2) }, 0xbd6066e6b2aeea0c},
		{"zeros", func() { m.Words(0, 0) }, 0x391fd9c98e2c9216},
		{"text of two words", func() { m.Text("policy-momentum") }, 0x5419456eab193c2c},
		{"no text", func() { m.Text("") }, 0x5419456eab193c2c},
		{"all ones", func() { m.Words(1<<64-1, 1<<64-1) }, 0x7e6de44142a71592},
	} {
		if tt.mix(); m.Sum() != tt.want {
			t.Fatalf("%s: %#x, want %#x", tt.name, m.Sum(), tt.want)
		}
	}
}
