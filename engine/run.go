package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Span is the first and last day of the sessions that count; what lies before warms up.
type Span struct{ First, Last Day }

// BuyingPower says what money may be spent.
type BuyingPower uint8

// Kinds of buying power. The zero value lets proceeds be spent at once.
const (
	Traded  BuyingPower = iota // cash and what is not settled yet
	Settled                    // settled cash alone
)

// Tax is what is withheld from dividends.
type Tax struct {
	Rate Rate
	// Auto withholds 10 % where the ISIN begins with CNE, else nothing; it
	// overrides Rate. (General knowledge on H shares, unverified; a rate may be set.)
	Auto bool
}

// Latency is how long an order is on its way.
type Latency interface{ Delay(*Order) Time }

// FixedLatency delays every order alike.
type FixedLatency Time

// Delay returns the latency.
func (l FixedLatency) Delay(*Order) Time { return Time(l) }

// Market is the venue and the assumptions under which a plan trades.
type Market struct {
	Venue         Venue
	BarFill       BarFill
	Slippage      Slippage
	Participation Rate    // of volume; 0: no cap
	Latency       Latency // nil: none
	Fees          []FeeRule
	BuyingPower   BuyingPower
	OddLots       OddLotPolicy
	OddDiscount   Rate // below the board lots' price, for OddLotsDiscount
	DividendTax   Tax
	Executions    int // executions that one simulated fill counts as; 0 is 1
}

// Keep says how much of a run is kept.
type Keep uint8

// What is kept. The digest is the same for all.
const (
	Full  Keep = iota // everything
	Rows              // session rows
	Folds             // what Fold makes of each row
)

// Fold is fed each session row as it is made.
type Fold interface{ Row(SessionRow) }

// Plan is what to do.
type Plan struct {
	Name     string
	Strategy func() Strategy // a fresh one per run
	Cash     Money
	Span     Span
	Market   Market
	Seed     uint64
	Keep     Keep
	Fold     func() Fold
	Config   []byte // the resolved configuration, as it enters the digest
}

// Feed yields the tapes of a span of sessions, as often as wanted. All tapes
// of a feed share one universe and one archive of bars.
type Feed interface {
	Universe() *Universe
	Open(from, to Day) (Tapes, error)
}

// Tapes yields whole sessions in order; Next returns io.EOF after the last.
type Tapes interface {
	Next() (*Tape, error)
	Close() error
}

// TapeFeed is a feed over one tape in memory.
type TapeFeed struct{ Tape *Tape }

// Universe returns the instruments of the tape.
func (f TapeFeed) Universe() *Universe { return f.Tape.universe }

// Open yields the tape's sessions between from and to.
func (f TapeFeed) Open(from, to Day) (Tapes, error) { return &oneTape{f.Tape.Cut(from, to)}, nil }

type oneTape struct{ t *Tape }

func (o *oneTape) Next() (*Tape, error) {
	if o.t == nil {
		return nil, io.EOF
	}
	t := o.t
	o.t = nil
	return t, nil
}

func (o *oneTape) Close() error { return nil }

// Run plays n plans over the feed, on as many workers as there are
// processors. Each plan is made when it is played and handed to done when it
// has ended; done is never called twice at once. The order in which plans end
// is not fixed, their results are. A plan whose strategy fails or panics has
// its Result.Err set, the others go on. Run returns early with the context's
// error when that is cancelled. Plan is called by several workers at once.
func Run(ctx context.Context, feed Feed, n int, plan func(i int) Plan, done func(i int, r *Result)) error {
	return Runner{}.Run(ctx, feed, n, plan, done)
}

// Runner runs plans on a fixed number of workers; 0 is one for each processor.
type Runner struct{ Workers int }

// Run is engine.Run on the runner's workers.
func (r Runner) Run(ctx context.Context, feed Feed, n int, plan func(i int) Plan, done func(i int, r *Result)) error {
	tape, err := readAll(feed)
	if err != nil {
		return err
	}
	workers := r.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = max(0, min(workers, n))
	pool := &selections{tape: tape, made: map[string]*selection{}}
	var (
		next atomic.Int64
		mu   sync.Mutex
		wg   sync.WaitGroup
	)
	for range workers {
		wg.Go(func() {
			sim := newSim(tape)
			for {
				i := int(next.Add(1)) - 1
				if i >= n || ctx.Err() != nil {
					return
				}
				p := plan(i)
				res := sim.run(ctx, &p, pool)
				if ctx.Err() != nil {
					return
				}
				func() {
					mu.Lock()
					defer mu.Unlock()
					done(i, res)
				}()
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

// readAll reads the feed's one tape. A feed of several is not in memory at
// once and is refused until plans are played in stretches.
func readAll(feed Feed) (*Tape, error) {
	tapes, err := feed.Open(-1<<31, 1<<31-1)
	if err != nil {
		return nil, err
	}
	defer tapes.Close()
	tape, err := tapes.Next()
	if err != nil {
		return nil, fmt.Errorf("the feed has no tape: %w", err)
	}
	if _, err := tapes.Next(); err != io.EOF {
		return nil, errors.New("the feed has more than one tape: playing in stretches is not built yet")
	}
	return tape, nil
}

// selections keeps the tapes of what groups of plans watch, up to twice the
// size of the whole: then the oldest are forgotten.
type selections struct {
	mu    sync.Mutex
	tape  *Tape
	made  map[string]*selection
	order []string // oldest first
	bytes int
	key   []byte // scratch
}

type selection struct {
	once sync.Once
	tape *Tape
}

// leastKept is kept of selections and of columns, however small the tape.
const leastKept = 64 << 20

// of returns the tape with the watched instruments only.
func (s *selections) of(ids []ID, phases bool) *Tape {
	s.mu.Lock()
	key := selectionKey(s.key[:0], ids, phases)
	s.key = key
	sel, ok := s.made[string(key)]
	if !ok {
		sel = &selection{}
		s.made[string(key)] = sel
	}
	s.mu.Unlock()
	sel.once.Do(func() {
		sel.tape = s.tape.Select(slices.Clone(ids), phases)
		s.keep(ids, phases, sel.tape)
	})
	return sel.tape
}

// keep counts a selection that was made, and forgets the oldest beyond the bound.
func (s *selections) keep(ids []ID, phases bool, t *Tape) {
	if t == s.tape {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.order = append(s.order, string(selectionKey(nil, ids, phases)))
	s.bytes += t.size()
	for most := max(2*s.tape.size(), leastKept); s.bytes > most && len(s.order) > 1; s.order = s.order[1:] {
		s.bytes -= s.made[s.order[0]].tape.size()
		delete(s.made, s.order[0])
	}
}

func selectionKey(key []byte, ids []ID, phases bool) []byte {
	for _, id := range ids {
		key = append(key, byte(id), byte(id>>8))
	}
	if phases {
		key = append(key, 1)
	}
	return key
}
