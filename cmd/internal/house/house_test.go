// Package house keeps the house: its tests fail where a file breaks the rules
// that ARCHITECTURE.md explains.
package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const root = "../../.."

// homes names the one home of each module outside the standard library; a
// home is a package and what lies below it.
var homes = map[string][]string{
	"github.com/BurntSushi/toml":        {"cmd/internal/config"},
	"github.com/markcheno/go-talib":     {"strategies/indicator"},
	"gonum.org/v1/plot":                 {"reports/chart"},
	"gonum.org/v1/gonum":                {"reports/metrics", "reports/overfit", "reports/study", "engine/batch"},
	"github.com/spf13/cobra":            {"cmd/cli"},
	"github.com/spf13/pflag":            {"cmd/cli"},
	"github.com/schollz/progressbar/v3": {"cmd/cli"},
	"golang.org/x/term":                 {"cmd/cli"},
	"golang.org/x/image":                {"reports/chart"},
	"github.com/google/go-cmp":          {"tests"},
	"pgregory.net/rapid":                {"tests"},
	"github.com/rogpeppe/go-internal":   {"tests"},
}

// mayImport says which packages of this module a part may import. An empty
// prefix of another part's name means anything below it.
var mayImport = map[string][]string{
	"engine":     {},
	"strategies": {"engine", "strategies"},
	"data":       {"engine", "data"},
	"reports":    {"engine", "reports"},
	"cmd":        {"engine", "strategies", "data", "reports", "cmd"},
	"bench":      {"engine", "strategies", "data", "reports", "cmd"},
}

// banned words name nothing.
var banned = []string{"util", "common", "helper", "manager", "misc"}

// worldly packages touch the world; the engine may not.
var worldly = []string{"os", "net", "log", "flag", "math/rand", "syscall", "unsafe"}

type file struct {
	path string // from the root, with slashes
	tree *ast.File
	set  *token.FileSet
	size int // lines
}

func (f file) test() bool {
	return strings.HasSuffix(f.path, "_test.go") || strings.Contains(f.path, "enginetest/")
}

func (f file) dir() string { return filepath.ToSlash(filepath.Dir(f.path)) }

func (f file) part() string { return strings.SplitN(f.path, "/", 2)[0] }

func files(t *testing.T) []file {
	t.Helper()
	var out []file
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if rel != "." && strings.HasPrefix(d.Name(), ".") || rel == "out" || d.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, path, src, parser.ParseComments)
		if err != nil {
			return err
		}
		out = append(out, file{rel, tree, set, strings.Count(string(src), "\n")})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestImports(t *testing.T) {
	for _, f := range files(t) {
		for _, spec := range f.tree.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if why := breach(f, path); why != "" {
				t.Errorf("%s imports %s: %s", f.path, path, why)
			}
		}
	}
}

func breach(f file, path string) string {
	first, _, _ := strings.Cut(path, "/")
	switch {
	case path == "rally" || first == "rally":
		if f.test() {
			return ""
		}
		inside := strings.TrimPrefix(path, "rally/")
		if f.dir() == "engine" {
			return "the engine imports only the standard library"
		}
		if f.part() == "engine" {
			if inside != "engine" && inside != "engine/near" {
				return "what stands on the engine imports only the engine, and near"
			}
			return ""
		}
		target, _, _ := strings.Cut(inside, "/")
		if !slices.Contains(mayImport[f.part()], target) {
			return "data flows one way: " + f.part() + " may not import " + target
		}
	case !strings.Contains(first, "."):
		if f.part() == "engine" && !f.test() {
			for _, w := range worldly {
				if path == w || strings.HasPrefix(path, w+"/") && path != "math/rand/v2" {
					return "the engine touches nothing of the world"
				}
			}
		}
	default:
		for module, home := range homes {
			if path != module && !strings.HasPrefix(path, module+"/") {
				continue
			}
			if slices.Contains(home, "tests") {
				if !f.test() {
					return "only tests may"
				}
				return ""
			}
			for _, h := range home {
				if f.dir() == h || strings.HasPrefix(f.dir(), h+"/") {
					return ""
				}
			}
			return "its home is " + strings.Join(home, ", ")
		}
		return "a module without a home: give it one in this test and in ARCHITECTURE.md"
	}
	return ""
}

func TestNames(t *testing.T) {
	for _, f := range files(t) {
		name := strings.ToLower(strings.TrimSuffix(filepath.Base(f.path), ".go") + " " + f.tree.Name.Name)
		for _, word := range banned {
			if strings.Contains(name, word) {
				t.Errorf("%s (package %s): %q names nothing", f.path, f.tree.Name.Name, word)
			}
		}
	}
}

func TestSizes(t *testing.T) {
	for _, f := range files(t) {
		limit := 500
		if f.test() {
			limit = 1000
		}
		if f.size > limit {
			t.Errorf("%s has %d lines, more than %d: is it still one noun?", f.path, f.size, limit)
		}
	}
}

func TestExportsAreDocumented(t *testing.T) {
	for _, f := range files(t) {
		if strings.HasSuffix(f.path, "_test.go") || f.tree.Name.Name == "main" {
			continue
		}
		for _, decl := range f.tree.Decls {
			undocumented(decl, func(pos token.Pos, name string) {
				t.Errorf("%s:%d: %s has no comment", f.path, f.set.Position(pos).Line, name)
			})
		}
	}
}

func undocumented(decl ast.Decl, report func(token.Pos, string)) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
			report(d.Pos(), d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && s.Doc == nil && d.Doc == nil && s.Comment == nil {
					report(s.Pos(), s.Name.Name)
				}
			case *ast.ValueSpec:
				for _, n := range s.Names {
					if n.IsExported() && s.Doc == nil && d.Doc == nil && s.Comment == nil {
						report(n.Pos(), n.Name)
					}
				}
			}
		}
	}
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	if s, ok := t.(*ast.StarExpr); ok {
		t = s.X
	}
	if g, ok := t.(*ast.IndexExpr); ok {
		t = g.X
	}
	id, ok := t.(*ast.Ident)
	return ok && id.IsExported()
}

func TestPackagesAreDocumented(t *testing.T) {
	documented, seen := map[string]bool{}, map[string]bool{}
	for _, f := range files(t) {
		if strings.HasSuffix(f.path, "_test.go") {
			continue
		}
		seen[f.dir()] = true
		documented[f.dir()] = documented[f.dir()] || f.tree.Doc != nil
	}
	for dir := range seen {
		if !documented[dir] {
			t.Errorf("package %s has no comment", dir)
		}
	}
}

// TestSpeaksOfItselfAlone keeps paths of a machine out of the project.
func TestSpeaksOfItselfAlone(t *testing.T) {
	bad := []string{"/" + "work/", "/" + "root/", "/" + "farm/"}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == ".git" || d.Name() == "out" {
				return filepath.SkipDir
			}
			return nil
		}
		switch filepath.Ext(path) {
		case ".go", ".md", ".toml", ".txtar", ".sim", ".golden":
		default:
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, b := range bad {
			if strings.Contains(string(src), b) {
				t.Errorf("%s speaks of %s", path, b)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
