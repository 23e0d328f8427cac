package batch

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Bounds of a constraint, beyond what anybody writes.
const (
	maxText   = 1000 // bytes
	maxNested = 30   // parentheses within each other
	// maxHeight is the most numbers that wait for their operator: two for each
	// parenthesis, one for the sum and one for the product that it stands in.
	maxHeight = 2*maxNested + 3
)

// side is one side of a comparison in reverse Polish notation: what an operator
// needs stands before it. So a deep sum needs no deep recursion.
type side []step

// step is a number, a key, or an operator.
type step struct {
	kind   kind
	number float64 // of pushNumber
	word   int     // of pushKey
}

type kind uint8

const (
	pushNumber kind = iota
	pushKey
	negate
	add
	subtract
	multiply
	quotient
)

// sign is what compares two sides.
type sign uint8

const (
	less sign = iota
	atMost
	more
	atLeast
	same
	other
)

var signs = map[string]sign{"<": less, "<=": atMost, ">": more, ">=": atLeast, "==": same, "!=": other}

// ParseConstraint reads a comparison, or a chain of them, such as
//
//	fast < slow
//	strategy.fast * 2 <= slow
//	10 <= fast < slow < (top + 1) * 50
//
// Signs are < <= > >= == !=, and each must hold. A side is made of numbers (10,
// 0.5, 1_000, 2e-3), keys (letters, digits, _ and dots, beginning with a letter
// or _), + - * / with the usual precedence, and parentheses. At least one key is
// named. Errors are *ConstraintError.
func ParseConstraint(text string) (Constraint, error) {
	p := parser{text: text}
	c, err := p.constraint()
	if err != nil {
		return Constraint{}, err
	}
	return c, nil
}

// parser reads tokens from left to right, looking one ahead.
type parser struct {
	text   string
	tokens []token
	nested int
	steps  side // of the side that is being read
	words  []word
}

func (p *parser) fault(column int, format string, args ...any) error {
	return &ConstraintError{Text: p.text, Column: column, Err: fmt.Errorf(format, args...)}
}

func (p *parser) constraint() (Constraint, error) {
	if len(p.text) > maxText {
		p.text = strings.ToValidUTF8(p.text[:40], "") + "…"
		return Constraint{}, p.fault(1, "longer than %d bytes", maxText)
	}
	var err error
	if p.tokens, err = p.scan(); err != nil {
		return Constraint{}, err
	}
	if p.tokens[0].is(tokenEnd) {
		return Constraint{}, p.fault(1, "says nothing; write it like fast < slow")
	}
	c := Constraint{text: p.text}
	for {
		p.steps = nil
		if err := p.sum(); err != nil {
			return Constraint{}, err
		}
		c.sides = append(c.sides, p.steps)
		t := p.take()
		if t.is(tokenEnd) {
			break
		}
		s, ok := signs[t.text]
		if !ok {
			return Constraint{}, p.fault(t.column, "%s where a comparison is wanted%s", t, instead(t.text))
		}
		c.signs = append(c.signs, s)
	}
	if len(c.signs) == 0 {
		return Constraint{}, p.fault(1, "compares nothing; write it like fast < slow")
	}
	if c.words = p.words; len(c.words) == 0 {
		return Constraint{}, p.fault(1, "names no key, so it says nothing about any point")
	}
	return c, nil
}

// instead says what is written in place of what is no sign here.
func instead(text string) string {
	for _, of := range [...]struct{ wrong, right string }{
		{"=", "=="}, {"=<", "<="}, {"=>", ">="}, {"<>", "!="}, {"≤", "<="}, {"≥", ">="}, {"≠", "!="}, {"===", "=="}, {"!==", "!="},
	} {
		if text == of.wrong {
			return "; write " + of.right
		}
	}
	if slices.Contains([]string{"and", "or", "not", "&", "&&", "|", "||", ",", ";"}, strings.ToLower(text)) {
		return "; a constraint is one chain of comparisons, and all constraints hold together"
	}
	return ""
}

// take returns the next token and goes past it, but for the end.
func (p *parser) take() token {
	t := p.tokens[0]
	if !t.is(tokenEnd) {
		p.tokens = p.tokens[1:]
	}
	return t
}

// sum is products added and subtracted.
func (p *parser) sum() error {
	return p.series(p.product, map[string]kind{"+": add, "-": subtract})
}

// product is operands multiplied and divided.
func (p *parser) product() error {
	return p.series(p.operand, map[string]kind{"*": multiply, "/": quotient})
}

// series reads parts with operators of one precedence between them, from the left.
func (p *parser) series(part func() error, operators map[string]kind) error {
	if err := part(); err != nil {
		return err
	}
	for {
		k, ok := operators[p.tokens[0].text]
		if !ok {
			return nil
		}
		p.take()
		if err := part(); err != nil {
			return err
		}
		p.steps = append(p.steps, step{kind: k})
	}
}

// operand is a number, a key, or a sum in parentheses, with signs before it.
func (p *parser) operand() error {
	negative := false
	t := p.take()
	for t.text == "-" || t.text == "+" {
		negative = negative != (t.text == "-")
		t = p.take()
	}
	switch {
	case t.is(tokenNumber):
		n, err := number(t.text)
		if err != nil {
			return p.fault(t.column, "%s %w", t.text, err)
		}
		p.steps = append(p.steps, step{kind: pushNumber, number: n})
	case t.is(tokenWord):
		p.steps = append(p.steps, step{kind: pushKey, word: p.key(t)})
	case t.text == "(":
		if err := p.within(t); err != nil {
			return err
		}
	default:
		return p.fault(t.column, "%s where a key, a number or ( is wanted", t)
	}
	if negative {
		p.steps = append(p.steps, step{kind: negate})
	}
	return nil
}

// within is what stands between the parenthesis that was taken and its like.
func (p *parser) within(open token) error {
	if p.nested++; p.nested > maxNested {
		return p.fault(open.column, "more than %d parentheses within each other", maxNested)
	}
	if err := p.sum(); err != nil {
		return err
	}
	p.nested--
	switch t := p.take(); {
	case t.text == ")":
		return nil
	case t.is(tokenEnd):
		return p.fault(open.column, "this ( is never closed")
	default:
		return p.fault(t.column, "%s where ) is wanted", t)
	}
}

// key returns the place of a word among the words.
func (p *parser) key(t token) int {
	i := slices.IndexFunc(p.words, func(w word) bool { return w.text == t.text })
	if i < 0 {
		i = len(p.words)
		p.words = append(p.words, word{t.text, t.column})
	}
	return i
}

// number reads digits with a point and an exponent, grouped by underscores.
func number(text string) (float64, error) {
	for i := range len(text) {
		if text[i] == '_' && (i == 0 || i == len(text)-1 || !isDigit(text[i-1]) || !isDigit(text[i+1])) {
			return 0, errors.New("has an underscore that is not between digits")
		}
	}
	if strings.Trim(text, "0123456789_.+-eE") != "" { // hexadecimal, to strconv
		return 0, errors.New("is no number")
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, errors.New("is too large")
	case err != nil:
		return 0, errors.New("is no number")
	}
	return n, nil
}
