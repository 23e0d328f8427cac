package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Progress is silent for work of less than a second. Then a terminal shows a
// bar, and anything else gets a line now and then.
const (
	silence = time.Second
	between = 5 * time.Second
)

// progress tells how far a command has come.
type progress struct {
	to    io.Writer // nil: nobody wants to know
	fancy bool      // a terminal

	mu    sync.Mutex
	what  string
	since time.Time
	last  time.Time // of a line
	bar   *progressbar.ProgressBar
	shown gate // what the bar writes to
}

// gate lets through what is written to it once it is open: a bar counts its
// rate from the beginning, and is shown after a second.
type gate struct {
	to   io.Writer
	open bool
}

func (g *gate) Write(b []byte) (int, error) {
	if !g.open {
		return len(b), nil
	}
	return g.to.Write(b)
}

func newProgress(to io.Writer, quiet bool) *progress {
	if quiet {
		return &progress{}
	}
	p := &progress{to: to}
	if f, ok := to.(*os.File); ok {
		p.fancy = term.IsTerminal(int(f.Fd()))
	}
	return p
}

// at says that done of total things are done. Another what begins anew.
func (p *progress) at(what string, done, total int) {
	if p.to == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begin(what)
	if p.fancy {
		p.draw(total).Set(done)
		return
	}
	if !p.due() {
		return
	}
	spent := time.Since(p.since).Seconds()
	left := time.Duration(spent / float64(max(done, 1)) * float64(total-done) * float64(time.Second))
	fmt.Fprintf(p.to, "%s: %d of %d, %.1f a second, %s to go\n", what, done, total, float64(done)/spent, left.Round(time.Second))
}

// during tells of work whose length nobody knows, until the returned function
// is called.
func (p *progress) during(what string) (over func()) {
	if p.to == nil {
		return func() {}
	}
	p.mu.Lock()
	p.begin(what)
	p.mu.Unlock()
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(silence / 2)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				p.beat(what)
			}
		}
	})
	return func() {
		close(stop)
		wg.Wait()
		p.done()
	}
}

func (p *progress) beat(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fancy {
		p.draw(-1).Add(1)
		return
	}
	if !p.due() {
		return
	}
	fmt.Fprintf(p.to, "%s: %s so far\n", what, time.Since(p.since).Round(time.Second))
}

// begin begins anew where what is another.
func (p *progress) begin(what string) {
	if what == p.what {
		return
	}
	p.finish()
	p.what, p.since, p.last = what, time.Now(), time.Time{}
}

// due reports whether it is time to tell, and notes that it is told.
func (p *progress) due() bool {
	now := time.Now()
	if now.Sub(p.since) < silence || now.Sub(p.last) < between {
		return false
	}
	p.last = now
	return true
}

// draw returns the bar, which is seen from a second on; a total of −1 is one
// that nobody knows.
func (p *progress) draw(total int) *progressbar.ProgressBar {
	p.shown.open = time.Since(p.since) >= silence
	if p.bar != nil {
		return p.bar
	}
	p.shown.to = p.to
	options := []progressbar.Option{
		progressbar.OptionSetWriter(&p.shown),
		progressbar.OptionThrottle(silence / 10),
		progressbar.OptionSetPredictTime(total > 0),
		progressbar.OptionSetDescription(p.what),
		progressbar.OptionSetWidth(30),
		progressbar.OptionClearOnFinish(),
	}
	if total > 0 {
		options = append(options, progressbar.OptionShowCount(), progressbar.OptionShowIts())
	}
	p.bar = progressbar.NewOptions(total, options...)
	return p.bar
}

// done takes the bar away.
func (p *progress) done() {
	if p.to == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.finish()
}

func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish() // a terminal that cannot be written to is no reason to stop
		p.bar = nil
	}
	p.what = ""
}
