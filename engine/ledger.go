package engine

// Account is an account of the journal.
type Account uint8

// Accounts. A debit is positive: money or worth that the plan has; income and
// its capital stand with a minus. So the entries of a posting sum to zero.
const (
	CapitalAccount    Account = iota // what the plan was given
	CashAccount                      // settled cash
	UnsettledAccount                 // of trades, until their settlement day
	ReceivableAccount                // dividends until their pay date
	SecuritiesAccount                // holdings at cost
	GainsAccount                     // realised by sales, with a minus
	DividendAccount                  // income, with a minus
	TaxAccount                       // withheld from dividends
	FeeAccount                       // charges, by component
)

var accountNames = []string{"capital", "cash", "unsettled", "receivable", "securities", "gains", "dividends", "tax", "fees"}

// String returns the account's name as the journal prints it.
func (a Account) String() string { return accountNames[a] }

// Entry is one line of the journal. The amounts of one group sum to zero.
type Entry struct {
	Group      uint32
	Time       Time
	Account    Account
	Component  uint8 // of a fee
	What       What
	Instrument ID // where Qty or What speaks of one
	Amount     Money
	Qty        Qty    // shares that came or went
	Ref        uint32 // the fill, where there is one
}

// What says what an entry is for.
type What uint8

// What entries are for.
const (
	StartingCash What = iota
	Trade
	Settlement
	DividendBooked
	DividendPaid
	ShareChange
	CashInLieu
	DelistingPayment
)

var whatNames = []string{"start", "trade", "settlement", "dividend", "dividend paid", "shares", "cash in lieu", "delisting"}

// String returns what the entry is for, as the journal prints it.
func (w What) String() string { return whatNames[w] }

// Position is a holding.
type Position struct {
	Instrument ID
	Qty        Qty
	Cost       Money // total, without fees
}

// ledger keeps the journal and the balances that are its running sums.
type ledger struct {
	cash, out, in Money // settled; purchases and proceeds that are not settled
	receivable    Money
	reserved      Money // by working limit orders
	positions     []Position
	held          []ID // instruments held, in order of purchase
	trips         int  // holdings that have come to nothing
	settling      []settling
	firstSettling int
	payments      []payment

	journal []Entry
	keep    bool
	group   uint32
	mix     *Mixer
}

// settling is what settles on one day.
type settling struct {
	day     Day
	out, in Money
}

// payment is a dividend on its way.
type payment struct {
	instrument ID
	net        Money
}

func (l *ledger) reset(instruments int, cash Money, keep bool, mix *Mixer) {
	if cap(l.positions) < instruments {
		l.positions = make([]Position, instruments)
	}
	l.positions = l.positions[:instruments]
	for i := range l.positions {
		l.positions[i] = Position{Instrument: ID(i)}
	}
	l.cash, l.out, l.in, l.receivable, l.reserved = 0, 0, 0, 0, 0
	l.held, l.settling, l.payments, l.firstSettling = l.held[:0], l.settling[:0], l.payments[:0], 0
	l.trips = 0
	l.journal, l.keep, l.group, l.mix = nil, keep, 0, mix
	l.open(0, StartingCash)
	l.cash = cash
	l.post(Entry{Account: CashAccount, What: StartingCash, Amount: cash})
	l.post(Entry{Account: CapitalAccount, What: StartingCash, Amount: -cash})
}

// open begins a group of entries.
func (l *ledger) open(now Time, what What) {
	l.group++
	l.mix.Words(uint64(now), uint64(l.group)<<8|uint64(what))
}

// post appends an entry to the open group.
func (l *ledger) post(e Entry) {
	l.mix.Words(uint64(e.Account)|uint64(e.Component)<<8|uint64(e.Instrument)<<16|uint64(e.Qty)<<32, uint64(e.Amount))
	if !l.keep {
		return
	}
	e.Group = l.group
	l.journal = append(l.journal, e)
}

// unsettled is what trades still owe (−) or bring (+).
func (l *ledger) unsettled() Money { return l.in - l.out }

// power is what may be spent, before reservations.
func (l *ledger) power(kind BuyingPower) Money {
	if kind == Settled {
		return l.cash - l.out
	}
	return l.cash + l.in - l.out
}

// settle books everything that settles up to day d.
func (l *ledger) settle(now Time, d Day) {
	for l.firstSettling < len(l.settling) && l.settling[l.firstSettling].day <= d {
		s := l.settling[l.firstSettling]
		l.firstSettling++
		l.open(now, Settlement)
		net := s.in - s.out
		l.cash += net
		l.in -= s.in
		l.out -= s.out
		l.post(Entry{Time: now, Account: CashAccount, What: Settlement, Amount: net})
		l.post(Entry{Time: now, Account: UnsettledAccount, What: Settlement, Amount: -net})
	}
}

// owe notes what settles on day d, and reports whether it is the first of that day.
func (l *ledger) owe(d Day, out, in Money) bool {
	if n := len(l.settling); n > l.firstSettling && l.settling[n-1].day == d {
		l.settling[n-1].out += out
		l.settling[n-1].in += in
		return false
	}
	l.settling = append(l.settling, settling{d, out, in})
	return true
}

// buy books a purchase with its charges.
func (l *ledger) buy(now Time, f *Fill, fees []Money) {
	p := &l.positions[f.Instrument]
	if p.Qty == 0 && p.Cost == 0 {
		l.held = append(l.held, f.Instrument)
	}
	p.Qty += f.Qty
	p.Cost += f.Consideration
	l.open(now, Trade)
	l.post(Entry{Time: now, Account: SecuritiesAccount, What: Trade, Instrument: f.Instrument, Amount: f.Consideration, Qty: f.Qty, Ref: f.ID})
	l.charge(now, f, fees)
	total := f.Consideration + f.Fees
	l.out += total
	l.post(Entry{Time: now, Account: UnsettledAccount, What: Trade, Instrument: f.Instrument, Amount: -total, Ref: f.ID})
}

// sell books a sale with its charges. The cost of the shares sold is their
// part of the total cost, to the nearest mill, so the average cost stays.
func (l *ledger) sell(now Time, f *Fill, fees []Money) {
	p := &l.positions[f.Instrument]
	cost := p.Cost
	if f.Qty < p.Qty {
		cost = Money(mulDiv(int64(p.Cost), int64(f.Qty), int64(p.Qty), Nearest))
	}
	p.Qty -= f.Qty
	p.Cost -= cost
	if p.Qty == 0 {
		l.trips++
		l.drop(f.Instrument)
	}
	l.open(now, Trade)
	l.post(Entry{Time: now, Account: SecuritiesAccount, What: Trade, Instrument: f.Instrument, Amount: -cost, Qty: -f.Qty, Ref: f.ID})
	l.post(Entry{Time: now, Account: GainsAccount, What: Trade, Instrument: f.Instrument, Amount: cost - f.Consideration, Ref: f.ID})
	l.charge(now, f, fees)
	net := f.Consideration - f.Fees
	if net < 0 {
		l.out -= net
	} else {
		l.in += net
	}
	l.post(Entry{Time: now, Account: UnsettledAccount, What: Trade, Instrument: f.Instrument, Amount: net, Ref: f.ID})
}

func (l *ledger) charge(now Time, f *Fill, fees []Money) {
	for i, fee := range fees {
		if fee != 0 {
			l.post(Entry{Time: now, Account: FeeAccount, Component: uint8(i), What: Trade, Instrument: f.Instrument, Amount: fee, Ref: f.ID})
		}
	}
}

func (l *ledger) drop(id ID) {
	for i, h := range l.held {
		if h == id {
			l.held = append(l.held[:i], l.held[i+1:]...)
			return
		}
	}
}

// book notes a dividend that is due, and returns its payment's index.
func (l *ledger) book(now Time, id ID, gross, tax Money) int32 {
	l.open(now, DividendBooked)
	l.receivable += gross - tax
	l.post(Entry{Time: now, Account: ReceivableAccount, What: DividendBooked, Instrument: id, Amount: gross - tax})
	if tax != 0 {
		l.post(Entry{Time: now, Account: TaxAccount, What: DividendBooked, Instrument: id, Amount: tax})
	}
	l.post(Entry{Time: now, Account: DividendAccount, What: DividendBooked, Instrument: id, Amount: -gross})
	l.payments = append(l.payments, payment{id, gross - tax})
	return int32(len(l.payments) - 1)
}

// pay turns a booked dividend into cash.
func (l *ledger) pay(now Time, i int32) {
	p := l.payments[i]
	l.open(now, DividendPaid)
	l.receivable -= p.net
	l.cash += p.net
	l.post(Entry{Time: now, Account: CashAccount, What: DividendPaid, Instrument: p.instrument, Amount: p.net})
	l.post(Entry{Time: now, Account: ReceivableAccount, What: DividendPaid, Instrument: p.instrument, Amount: -p.net})
}

// change replaces a holding's shares at the same total cost. A holding of less
// than one share stays on the books until its fraction is paid.
func (l *ledger) change(now Time, id ID, after Qty) {
	p := &l.positions[id]
	l.open(now, ShareChange)
	l.post(Entry{Time: now, Account: SecuritiesAccount, What: ShareChange, Instrument: id, Qty: after - p.Qty})
	if p.Qty > 0 && after == 0 {
		l.trips++
	}
	p.Qty = after
}

// close writes off what a holding cost against a payment in cash.
func (l *ledger) close(now Time, id ID, paid Money, what What) {
	p := &l.positions[id]
	l.open(now, what)
	l.cash += paid
	l.post(Entry{Time: now, Account: CashAccount, What: what, Instrument: id, Amount: paid})
	l.post(Entry{Time: now, Account: SecuritiesAccount, What: what, Instrument: id, Amount: -p.Cost, Qty: -p.Qty})
	l.post(Entry{Time: now, Account: GainsAccount, What: what, Instrument: id, Amount: p.Cost - paid})
	if p.Qty > 0 {
		l.trips++
	}
	p.Qty, p.Cost = 0, 0
	l.drop(id)
}

// receive books cash in lieu of a fraction of a share.
func (l *ledger) receive(now Time, id ID, paid Money) {
	l.open(now, CashInLieu)
	l.cash += paid
	l.post(Entry{Time: now, Account: CashAccount, What: CashInLieu, Instrument: id, Amount: paid})
	l.post(Entry{Time: now, Account: GainsAccount, What: CashInLieu, Instrument: id, Amount: -paid})
}
