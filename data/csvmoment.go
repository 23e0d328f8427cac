package data

// quickMoment reads 2024-09-24 09:31:00 or 2024-09-24 09:31 on the format's
// clock. A date that is that of the row before is not read again.
func (r *barReader) quickMoment(text []byte, i int, b *bar) int {
	if i+16 > len(text) || text[i+10] != ' ' && text[i+10] != 'T' || text[i+13] != ':' {
		return -1
	}
	if date := [10]byte(text[i : i+10]); date == r.date {
		b.day = r.day
	} else {
		if readDay(text[i:i+10], b) < 0 {
			return -1
		}
		r.date, r.day = date, b.day
	}
	h, m := two(text[i+11:]), two(text[i+14:])
	at := i + 16
	second := 0
	if at+3 <= len(text) && text[at] == ':' {
		second = two(text[at+1:])
		at += 3
	}
	if h > 23 || m > 59 || second > 59 {
		return -1
	}
	b.second = int32(h*3600 + m*60 + second)
	if r.shift != 0 {
		b.day, b.second = shifted(b.day, int(b.second)+r.shift)
	}
	return atCellEnd(text, at)
}

// two reads two digits, 99 where there is anything else.
func two(t []byte) int {
	a, b := t[0]-'0', t[1]-'0'
	if a > 9 || b > 9 {
		return 99
	}
	return int(a)*10 + int(b)
}

// quickTurnover reads an amount of money in mills, what is behind the third
// decimal cut off.
func quickTurnover(text []byte, i int, b *bar) int {
	v, start := int64(0), i
	c := text[i]
	for c-'0' <= 9 {
		v = v*10 + int64(c-'0')
		i++
		c = text[i]
	}
	if places := i - start; places == 0 || places > 14 {
		return -1
	}
	v *= 1000
	if c == '.' {
		unit := int64(100)
		for i++; text[i]-'0' <= 9; i++ {
			v += unit * int64(text[i]-'0')
			unit /= 10
		}
	}
	b.turnover = v
	return atCellEnd(text, i)
}
