package config

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// keyPlace is where a key and its value stand in a text, by byte.
type keyPlace struct{ key, value int }

// places finds where each key of a valid TOML text stands. The reader of TOML
// tells positions of syntax errors only. Keys are dotted paths; the items of a
// list, and the tables of an array of tables, are numbered from 0: a[0], a[1].b.
func places(text string) map[string]keyPlace {
	s := &placer{text: text, found: map[string]keyPlace{}, tables: map[string]int{}, implied: map[string]int{}}
	s.document()
	for path, at := range s.implied {
		s.note(path, at, at)
	}
	return s.found
}

type placer struct {
	text    string
	at      int
	found   map[string]keyPlace
	tables  map[string]int // of each array of tables: how many there are
	implied map[string]int // tables that a header of a table within them makes
}

func (s *placer) peek() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

func (s *placer) done() bool { return s.at >= len(s.text) }

// blank skips spaces, and with lines also line ends and comments.
func (s *placer) blank(lines bool) {
	for !s.done() {
		switch c := s.text[s.at]; {
		case c == ' ' || c == '\t':
			s.at++
		case lines && (c == '\n' || c == '\r'):
			s.at++
		case lines && c == '#':
			s.line()
		default:
			return
		}
	}
}

// line skips to the end of the line.
func (s *placer) line() {
	for !s.done() && s.text[s.at] != '\n' {
		s.at++
	}
}

func (s *placer) document() {
	table := ""
	for {
		s.blank(true)
		if s.done() {
			return
		}
		from := s.at
		if s.peek() == '[' {
			table = s.header()
			s.note(table, from, from)
			s.line()
			continue
		}
		s.pair(table)
		if s.at == from {
			return // not TOML: nothing more can be told
		}
		s.line()
	}
}

// header reads the name of a table, or of the next table of an array.
func (s *placer) header() string {
	from, brackets := s.at, 0
	for s.peek() == '[' {
		s.at++
		brackets++
	}
	path := s.path("")
	for up := parent(path); up != "" && len(up) <= maxKey; up = parent(up) {
		if _, ok := s.implied[up]; !ok {
			s.implied[up] = from
		}
	}
	if brackets == 2 {
		s.note(path, from, from)
		s.tables[path]++
		path = s.numbered(path)
	}
	return path
}

// numbered is a path to the newest table where the path is an array of tables.
func (s *placer) numbered(path string) string {
	if n := s.tables[path]; n > 0 {
		return item(path, n-1)
	}
	return path
}

// maxKey bounds, in bytes, the keys whose surroundings are looked at.
const maxKey = 200

// item is the path of an item of a list.
func item(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func (s *placer) note(path string, key, value int) {
	if _, ok := s.found[path]; !ok {
		s.found[path] = keyPlace{key, value}
	}
}

// pair reads a key, the sign and its value.
func (s *placer) pair(table string) {
	from := s.at
	path := s.path(table)
	s.blank(false)
	if s.peek() != '=' {
		return
	}
	s.at++
	s.blank(false)
	s.note(path, from, s.at)
	s.value(path)
}

// path reads a dotted key below a table.
func (s *placer) path(below string) string {
	path := below
	for !s.done() {
		s.blank(false)
		part := s.part()
		if path != "" {
			path = s.numbered(path) + "."
		}
		path += part
		s.blank(false)
		if s.peek() != '.' {
			break
		}
		s.at++
	}
	return path
}

func (s *placer) part() string {
	from := s.at
	if c := s.peek(); c == '"' || c == '\'' {
		s.quoted()
		return strings.Trim(s.text[from:s.at], `"'`)
	}
	for !s.done() && !strings.ContainsRune(" \t.=]#\r\n,{}[", rune(s.text[s.at])) {
		s.at++
	}
	return s.text[from:s.at]
}

// quoted skips a string of any of the four kinds.
func (s *placer) quoted() {
	q := s.text[s.at]
	triple := strings.Repeat(string(q), 3)
	if strings.HasPrefix(s.text[s.at:], triple) {
		s.at += 3
		for !s.done() && !strings.HasPrefix(s.text[s.at:], triple) {
			if q == '"' && s.text[s.at] == '\\' {
				s.at++
			}
			s.at++
		}
		s.at = min(s.at+3, len(s.text))
		for s.peek() == q { // the string may end in quotes of its own
			s.at++
		}
		return
	}
	s.at++
	for !s.done() && s.text[s.at] != q && s.text[s.at] != '\n' {
		if q == '"' && s.text[s.at] == '\\' {
			s.at++
		}
		s.at++
	}
	s.at = min(s.at+1, len(s.text))
}

// list skips an array or an inline table, item by item, up to its end.
func (s *placer) list(end byte, item func(i int)) {
	s.at++
	for i := 0; ; i++ {
		s.blank(true)
		if s.done() || s.peek() == end {
			break
		}
		from := s.at
		item(i)
		s.blank(true)
		if s.peek() == ',' {
			s.at++
		}
		if s.at == from { // nothing that is understood: the parser has told
			return
		}
	}
	s.at = min(s.at+1, len(s.text))
}

func (s *placer) value(path string) {
	switch s.peek() {
	case '"', '\'':
		s.quoted()
	case '[':
		s.list(']', func(i int) {
			s.note(item(path, i), s.at, s.at)
			s.value(item(path, i))
		})
	case '{':
		s.list('}', func(int) { s.pair(path) })
	default:
		for !s.done() && !strings.ContainsRune(",]}#\r\n", rune(s.text[s.at])) {
			s.at++
		}
	}
}

// lineColumn counts the line and, in characters, the column of a byte.
func lineColumn(text string, at int) (line, column int) {
	at = min(max(at, 0), len(text))
	line = 1 + strings.Count(text[:at], "\n")
	start := strings.LastIndexByte(text[:at], '\n') + 1
	return line, 1 + utf8.RuneCountInString(text[start:at])
}
