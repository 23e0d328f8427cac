package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"rally/cmd/internal/config"
	"rally/reports"
)

// verifyVerb runs a result again and compares.
func (c *command) verifyVerb() *cobra.Command {
	var set []string
	cmd := &cobra.Command{
		Use:   "verify FOLDER [FILE.toml]",
		Short: "run again, compare every digest",
		Long: `Runs a result again, as its result.json describes it, and compares the digests of
the data and of the run, and every table with what the run writes now. The exit
code is 1 where anything differs. Of a comparison each result that it kept is
verified.

Where the data was is noted beside the results, in .origins. Where it has moved,
say so with --set data.dir=DIR. Where nothing is noted, name the file of the run,
whose [data] names the files.`,
		Example: "  rally verify \"$(rally run --no-pictures --quiet)\"",
		Args:    arguments(1, 2, "the folder of a result, and the file of its run where the data has moved"),
	}
	cmd.Flags().StringArrayVar(&set, "set", nil, "`data.dir=DIR`, and likewise bars, also[0].bars, actions, signals, instruments; repeatable")
	asJSON := jsonFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		kept, comparison, err := keptIn(filepath.Clean(args[0]))
		if err != nil {
			return err
		}
		if comparison {
			return c.verifyKept(cmd.Context(), kept, args[1:], set, *asJSON)
		}
		v, err := c.verify(cmd.Context(), args, set)
		if err != nil {
			return err
		}
		if *asJSON {
			err = c.print(struct {
				OK     bool   `json:"ok"`
				Digest string `json:"digest"`
				Again  string `json:"again"`
			}{len(v.differs) == 0, v.digest, v.again})
			for _, d := range v.differs {
				c.say("%s", d)
			}
		} else {
			err = c.printVerify(args[0], v)
		}
		if err == nil && len(v.differs) > 0 {
			return silentError{Failed}
		}
		return err
	}
	return cmd
}

// verdict is what a second run showed.
type verdict struct {
	digest, again string
	tables        int      // compared
	differs       []string // what is not the same, a line each
}

// recorded is what verify reads of result.json.
type recorded struct {
	Digest string          `json:"digest"`
	Engine string          `json:"engine"`
	Config json.RawMessage `json:"config"`
	Data   []struct {
		Role   string `json:"role"`
		Name   string `json:"name"`
		SHA256 string `json:"sha256"`
	} `json:"data"`
}

func (c *command) verify(ctx context.Context, args, set []string) (*verdict, error) {
	folder := filepath.Clean(args[0])
	old, err := readRecorded(folder)
	if err != nil {
		return nil, err
	}
	conf, err := configAgain(folder, old, args[1:], set)
	if err != nil {
		return nil, err
	}
	s, err := c.study(ctx, conf, newProgress(c.err, false))
	if err != nil {
		return nil, err
	}
	v := &verdict{digest: old.Digest, again: digestText(s)}
	if old.Engine != Version {
		v.differs = append(v.differs, fmt.Sprintf("engine: the result is of version %s, this is %s", old.Engine, Version))
	}
	v.compareData(old, s)
	same := len(v.differs) == 0
	if again, err := compact(s.Config); err != nil {
		return nil, err
	} else if was, err := compact(old.Config); err != nil || was != again {
		v.differs = append(v.differs, "config: it is not resolved to what it was: a key or a default has changed since")
		same = false
	}
	if v.digest != v.again {
		v.differs = append(v.differs, fmt.Sprintf("digest: %s in the folder, %s now", v.digest, v.again))
		if same {
			v.differs = append(v.differs, "engine: version, data and configuration are the same, so the engine, the strategy or the folder has changed since")
		}
	}
	return v, v.compareTables(ctx, folder, s)
}

func readRecorded(folder string) (*recorded, error) {
	path := filepath.Join(folder, "result.json")
	info, err := os.Stat(folder)
	switch {
	case err != nil:
		return nil, wrongUse("%s: %w", folder, plain(err))
	case !info.IsDir():
		return nil, wrongUse("%s: a file where a folder should be; verify takes the folder of a result", folder)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, wrongUse("%s is not the folder of a result: result.json: %w", folder, plain(err))
	}
	var r recorded
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if r.Digest == "" || len(r.Config) == 0 {
		return nil, fmt.Errorf("%s: no digest or no configuration in it", path)
	}
	return &r, nil
}

// configAgain is the configuration of a result, with its data found again.
func configAgain(folder string, old *recorded, file, set []string) (*config.Config, error) {
	src := config.Source{Name: filepath.Join(folder, "result.json"), Text: old.Config}
	for _, s := range set {
		key, _, _ := strings.Cut(s, "=")
		if !isPlace(strings.TrimSpace(key)) {
			return nil, wrongUse("--set %s: only where the data is may be set; anything else would be another run", s)
		}
	}
	if artificial(old.Config) {
		return config.ReadJSON(src)
	}
	o, noted, err := readOrigin(folder)
	if err != nil {
		return nil, err
	}
	if len(file) > 0 {
		c, err := config.Read(file[0], nil)
		if err != nil {
			return nil, err
		}
		if o, err = originOf(&c.Data); err != nil {
			return nil, err
		}
		noted = true
	}
	if noted {
		src.Set = o.settings()
	} else if !slices.ContainsFunc(set, func(s string) bool { return strings.HasPrefix(s, "data.bars") }) {
		return nil, wrongUse("%s: nothing is noted of where its data is; name the file of the run: rally verify %s FILE.toml", folder, folder)
	}
	src.Set = append(src.Set, set...)
	return config.ReadJSON(src)
}

// isPlace reports whether a key says where data is, and nothing of what is done
// with it.
func isPlace(key string) bool {
	if list, of, ok := strings.Cut(key, "]."); ok {
		return strings.HasPrefix(list, "data.also[") && of == "bars"
	}
	return slices.Contains([]string{"data.dir", "data.bars", "data.actions", "data.signals", "data.instruments"}, key)
}

// compact is a JSON text with sorted keys and without spaces.
func compact(text []byte) (string, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return "", err
	}
	out, err := json.Marshal(v)
	return string(out), err
}

// artificial reports whether a configuration has its market made.
func artificial(text []byte) bool {
	var c struct {
		Data struct {
			Synthetic json.RawMessage `json:"synthetic"`
		} `json:"data"`
	}
	return json.Unmarshal(text, &c) == nil && len(c.Data.Synthetic) > 0
}

// settings are the origin as --set gives it.
func (o *origin) settings() []string {
	var out []string
	add := func(key string, value any) {
		text, err := json.Marshal(value)
		if err != nil {
			panic("cli: a text has no JSON: " + err.Error())
		}
		out = append(out, "data."+key+"="+string(text)) // a list of JSON strings is one of TOML too
	}
	add("dir", o.Dir)
	add("bars", o.Bars)
	for i, bars := range o.Also {
		add(fmt.Sprintf("also[%d].bars", i), bars)
	}
	if len(o.Actions) > 0 {
		add("actions", o.Actions)
	}
	if o.Signals != "" {
		add("signals", o.Signals)
	}
	if o.Instruments != "" {
		add("instruments", o.Instruments)
	}
	return out
}

// compareData says which files are not those of the result.
func (v *verdict) compareData(old *recorded, s *reports.Study) {
	was := map[string]int{}
	for _, f := range old.Data {
		was[f.Role+" "+f.Name+" "+f.SHA256]++
	}
	for _, f := range s.Files {
		key := f.Role + " " + f.Name + " " + f.SHA256
		if was[key] == 0 {
			v.differs = append(v.differs, fmt.Sprintf("data: %s %s is not what it was, or was not there: its SHA-256 is %s now", f.Role, f.Name, f.SHA256))
			continue
		}
		was[key]--
	}
	if missing := len(old.Data) - len(s.Files); missing > 0 {
		v.differs = append(v.differs, fmt.Sprintf("data: %d files of the result are not read now", missing))
	}
}

// compareTables compares what is no picture, byte by byte.
func (v *verdict) compareTables(ctx context.Context, folder string, s *reports.Study) error {
	again := &memorySink{texts: map[string]*bytes.Buffer{}}
	if err := draw(ctx, again, s, true, newProgress(io.Discard, true)); err != nil {
		return err
	}
	for _, spec := range reports.All() {
		if spec.Picture {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, spec.Name))
		switch {
		case err != nil:
			v.differs = append(v.differs, fmt.Sprintf("%s: %v", spec.Name, plain(err)))
		case !bytes.Equal(text, again.texts[spec.Name].Bytes()):
			v.differs = append(v.differs, spec.Name+": not what the run writes now")
		default:
			v.tables++
		}
	}
	return nil
}

// memorySink keeps outputs in memory.
type memorySink struct {
	mu    sync.Mutex
	texts map[string]*bytes.Buffer
}

// Create begins an output.
func (m *memorySink) Create(name string) (io.WriteCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.texts[name] = &bytes.Buffer{}
	return inMemory{m.texts[name]}, nil
}

type inMemory struct{ *bytes.Buffer }

// Close does nothing.
func (inMemory) Close() error { return nil }

func (c *command) printVerify(folder string, v *verdict) error {
	fmt.Fprintf(c.out, "in the folder  %s\nrun again      %s\n", v.digest, v.again)
	for _, d := range v.differs {
		fmt.Fprintln(c.out, d)
	}
	if len(v.differs) > 0 {
		_, err := fmt.Fprintf(c.out, "%s does not hold what the run writes now\n", folder)
		return err
	}
	_, err := fmt.Fprintf(c.out, "the same: data, digest and %d tables\n", v.tables)
	return err
}
