package batch

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a piece of a constraint.
type token struct {
	class  class
	text   string
	column int // in characters; the first is 1
}

type class uint8

const (
	tokenEnd class = iota
	tokenNumber
	tokenWord
	tokenMark // an operator, a sign, a parenthesis
)

func (t token) is(c class) bool { return t.class == c }

// String shows the token in an error.
func (t token) String() string {
	if t.is(tokenEnd) {
		return "the end"
	}
	return fmt.Sprintf("%q", t.text)
}

// comparing marks are one token together, also where they are no sign, so that
// the error can say what to write.
const comparing = "<>=!&|"

// scan cuts the text into tokens; the last is the end.
func (p *parser) scan() ([]token, error) {
	var out []token
	rest, column := p.text, 1
	for rest != "" {
		r, width := utf8.DecodeRuneInString(rest)
		class := tokenMark
		switch {
		case unicode.IsSpace(r):
			rest, column = rest[width:], column+1
			continue
		case r == utf8.RuneError && width == 1:
			return nil, p.fault(column, "a byte that is no letter (text is UTF-8)")
		case unicode.IsControl(r) || !unicode.IsGraphic(r):
			return nil, p.fault(column, "%q has no place here", r)
		case isDigit(rest[0]) || r == '.':
			class, width = tokenNumber, numberLength(rest)
		case r == '_' || unicode.IsLetter(r):
			class, width = tokenWord, lengthOf(rest, func(r rune) bool {
				return r == '_' || r == '.' || unicode.IsLetter(r) || unicode.IsDigit(r)
			})
		case strings.ContainsRune(comparing, r):
			width = lengthOf(rest, func(r rune) bool { return strings.ContainsRune(comparing, r) })
		}
		out = append(out, token{class, rest[:width], column})
		column += utf8.RuneCountInString(rest[:width])
		rest = rest[width:]
	}
	return append(out, token{tokenEnd, "", column}), nil
}

// lengthOf returns how many bytes of text, from its first on, are such letters.
func lengthOf(text string, such func(rune) bool) int {
	for i, r := range text {
		if !such(r) {
			return i
		}
	}
	return len(text)
}

// numberLength returns the length of the number that text begins with, with the
// letters that stick to it, so that 2fast is one wrong number and not two tokens.
func numberLength(text string) int {
	for i := range len(text) {
		c := text[i]
		exponent := (c == '+' || c == '-') && i > 0 && (text[i-1] == 'e' || text[i-1] == 'E')
		if c != '.' && c != '_' && !isDigit(c) && !isLetter(c) && !exponent {
			return i
		}
	}
	return len(text)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
