// Package cli is the command rally. A program of one's own registers its
// strategies and calls Main, and is the same command with more strategies:
//
//	package main
//
//	import (
//		"rally/cmd/cli"
//		"rally/strategies"
//	)
//
//	func init() { strategies.Register(strategies.Spec{…}) }
//
//	func main() { cli.Main() }
//
// # Output
//
// A result goes to standard output; progress, remarks and errors go to standard
// error. With --json standard output is one JSON document and nothing else.
package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"rally/cmd/internal/config"
	"rally/engine/near"
)

// Version is the engine's, as results state it.
const Version = "0.1.0"

// Exit codes.
const (
	Done   = 0 // the work is done
	Failed = 1 // the work failed, or a check found something
	Usage  = 2 // the command line or the file is wrong
)

// patience is how long an interrupted command may take to stop by itself.
const patience = 700 * time.Millisecond

// Main runs the command line of the process and exits with its code.
func Main() {
	collectLate()
	os.Exit(Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// collectLate puts off the first collection of garbage until the heap has some
// forty megabytes, which most runs never need: a collection would cost a short
// run as much as the run. From then on the usual rule holds.
func collectLate() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(1000)
	runtime.AddCleanup(new(sentinel), func(int) { debug.SetGCPercent(100) }, 0)
}

// sentinel is garbage at once, so that its cleanup tells of the first collection.
type sentinel struct{ _ [64]byte }

// Run runs a command line and returns its exit code. An interrupt stops it
// within a second; what it was writing is removed.
func Run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := &command{args: args, in: stdin, out: bufio.NewWriter(stdout), err: stderr}
	done := make(chan int, 1)
	go func() { done <- c.run(ctx) }()
	select {
	case code := <-done:
		return code
	case <-ctx.Done():
	}
	select {
	case code := <-done:
		return code
	case <-time.After(patience):
	}
	if c.abandon() {
		return <-done // what it wrote is whole: only what it has to say is left
	}
	c.say(stopped(args))
	return Failed
}

// command is one command line on its way.
type command struct {
	args []string
	in   io.Reader
	out  *bufio.Writer
	err  io.Writer

	mu        sync.Mutex
	cleanup   func() // removes what is half written; nil: nothing is
	whole     bool   // what was written is in its place
	abandoned bool   // nothing more may be put in its place
}

// run parses and does the command line.
func (c *command) run(ctx context.Context) int {
	if code, ok := c.strayVerb(); ok {
		return code
	}
	root := c.root()
	root.SetArgs(c.args)
	root.SetIn(c.in)
	root.SetOut(c.out)
	root.SetErr(c.err)
	err := root.ExecuteContext(ctx)
	if flushed := c.out.Flush(); flushed != nil && (err == nil || errors.Is(err, flushed)) {
		err = fmt.Errorf("standard output: %w", plain(flushed))
	}
	return c.report(ctx, err)
}

// report prints what went wrong and returns the exit code.
func (c *command) report(ctx context.Context, err error) int {
	var silent silentError
	switch {
	case err == nil:
		return Done
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		c.say(stopped(c.args))
		return Failed
	case errors.As(err, &silent):
		return silent.code
	}
	text := err.Error()
	usage, isUsage := errors.AsType[*usageError](err)
	_, isConfig := errors.AsType[*config.Errors](err)
	switch {
	case isUsage && usage.help != "":
		c.say("rally: %s\n%s", text, usage.help)
	case isConfig:
		c.say("%s", text)
	default:
		c.say("rally: %s", text)
	}
	if isUsage || isConfig {
		return Usage
	}
	return Failed
}

// say prints to standard error.
func (c *command) say(format string, args ...any) {
	if len(args) == 0 {
		fmt.Fprintln(c.err, format)
		return
	}
	fmt.Fprintf(c.err, format+"\n", args...)
}

// usageError says that the command line or the file is wrong.
type usageError struct {
	err  error
	help string // a further line; may be empty
}

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func wrongUse(format string, args ...any) error {
	return &usageError{err: fmt.Errorf(format, args...)}
}

// silentError ends a command whose output has said all.
type silentError struct{ code int }

func (e silentError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// plain takes the path off an error that is printed behind it.
func plain(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// laterVerbs are planned and not built yet.
func laterVerbs() []string {
	return []string{"explain", "study", "worker", "serve"}
}

// strayVerb refuses a first word that is no verb, with the near names.
func (c *command) strayVerb() (code int, stray bool) {
	if len(c.args) == 0 || strings.HasPrefix(c.args[0], "-") {
		return 0, false
	}
	word := c.args[0]
	if slices.Contains(laterVerbs(), word) {
		c.say("rally: %s is not built yet", word)
		return Usage, true
	}
	if word == "data" && len(c.args) > 1 && (c.args[1] == "import" || c.args[1] == "export") {
		c.say("rally: data %s is not built yet", c.args[1])
		return Usage, true
	}
	var verbs []string
	for _, v := range c.root().Commands() {
		verbs = append(verbs, v.Name())
	}
	verbs = append(verbs, "help")
	if slices.Contains(verbs, word) {
		return 0, false
	}
	c.say("rally: no verb %q; %s", word, near.Hint(word, verbs))
	return Usage, true
}

// root is the command with all its verbs.
func (c *command) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "rally",
		Short: "backtests trading rules on Hong Kong equities",
		Long: `Rally backtests trading rules on Hong Kong equities: one TOML file in, a folder
with tables, figures and pictures out. Each verb's --help has an example.`,
		Example:       "  rally run\n  rally new mine.toml",
		Version:       Version,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return cmd.Help()
		},
	}
	root.SetVersionTemplate("rally {{.Version}}\n")
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(
		c.runVerb(), c.compareVerb(), c.checkVerb(), c.verifyVerb(), c.costVerb(), c.calendarVerb(), c.tickVerb(),
		c.listVerb(), c.newVerb(), c.dataVerb(), c.overfitVerb(), c.metricsVerb(),
	)
	asUsage(root)
	return root
}

// plainFlag says of a flag's wrong value what is wanted instead.
func plainFlag(cmd *cobra.Command, err error) error {
	var value, name string
	if n, _ := fmt.Sscanf(err.Error(), "invalid argument %q for %q flag:", &value, &name); n != 2 {
		return err
	}
	flag := cmd.Flags().Lookup(strings.TrimPrefix(name, "--"))
	if flag == nil {
		return err
	}
	if letters := []rune(value); len(letters) > 40 {
		value = string(letters[:40]) + "…"
	}
	wanted := map[string]string{
		"int": "a whole number", "int64": "a whole number", "uint64": "a whole number that is not negative", "bool": "true or false",
	}[flag.Value.Type()]
	switch {
	case wanted == "":
		return err
	case strings.Contains(err.Error(), "out of range"):
		return fmt.Errorf("%s: %q is too large", name, value)
	}
	return fmt.Errorf("%s: %q is not %s", name, value, wanted)
}

// asUsage makes wrong flags and arguments of every verb wrong use, with where
// help is.
func asUsage(cmd *cobra.Command) {
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &usageError{err: plainFlag(cmd, err), help: "see " + cmd.CommandPath() + " --help"}
	})
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return &usageError{err: err, help: "usage: " + cmd.UseLine()}
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		asUsage(sub)
	}
}
