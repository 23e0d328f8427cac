package cli

import (
	"context"
	"slices"
	"strings"
)

// stopped says what an interrupt came to, and how to go on.
func stopped(args []string) string {
	again := strings.Join(args, " ")
	if len(args) > 0 && args[0] == "compare" {
		if !slices.Contains(args, "--resume") {
			again += " --resume"
		}
		return "rally: stopped; nothing half-written was left, and the trials that were finished are kept. To go on: rally " + again
	}
	return "rally: stopped; nothing half-written was left. To go on, give the same command again: rally " + again
}

// onAbandon notes what removes a half-written result; nil: nothing is to be removed.
func (c *command) onAbandon(cleanup func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cleanup = cleanup
}

// finish puts what was written in its place, which an interrupt waits for.
// After an interrupt that has cleaned up already it does nothing.
func (c *command) finish(place func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.abandoned {
		return context.Canceled
	}
	err := place()
	c.whole = err == nil
	return err
}

// abandon removes what is half written, and reports whether it is whole instead.
func (c *command) abandon() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.abandoned = true
	if c.cleanup != nil && !c.whole {
		c.cleanup()
	}
	return c.whole
}
