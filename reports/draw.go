package reports

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// DrawAll draws the reports of specs, as many at once as there are processors,
// and returns the first error in the order of specs. A report that applies to none
// of the studies is done without an output. A cancelled context stops it before the
// next report. Each report is told to drawn, which may be nil, when it is done;
// drawn is never called twice at once.
func DrawAll(ctx context.Context, out Sink, studies []*Study, specs []Spec, drawn func(Spec)) error {
	errs := make([]error, len(specs))
	var next atomic.Int64
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(specs)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(specs) {
					return
				}
				if errs[i] = ctx.Err(); errs[i] != nil {
					return
				}
				if specs[i].applies(studies) {
					errs[i] = specs[i].New().Draw(out, studies)
				}
				if errs[i] != nil {
					errs[i] = fmt.Errorf("report: %w", errs[i])
					continue
				}
				if drawn != nil {
					mu.Lock()
					drawn(specs[i])
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
