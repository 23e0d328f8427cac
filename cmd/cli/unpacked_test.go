package cli

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// packed writes a file packed with gzip and returns its name.
func packed(t *testing.T, name, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestMetricsOfPackedFiles: every file of the verb may be packed.
func TestMetricsOfPackedFiles(t *testing.T) {
	texts := map[string]string{
		"curve":  "\ufeffdate,equity\n2024-01-02,100\n2024-01-03,103\n2024-01-04,101\n2024-01-05,104\n2024-01-08,104\n",
		"index":  "date,close\n2024-01-02,10\n2024-01-03,11\n2024-01-04,12\n2024-01-05,11\n2024-01-08,12\n",
		"trades": "net,risk,return\n1,2,0.01\n-2,4,-0.02\n",
		"fills":  "side,consideration,fees\nbuy,50,1\nsell,50,1\n",
		"rates":  "date,rate\n2024-01-02,4%\n",
	}
	plain, zipped := map[string]string{}, map[string]string{}
	for name, text := range texts {
		zipped[name] = packed(t, name+".csv.gz", text)
		plain[name] = filepath.Join(t.TempDir(), name+".csv")
		if err := os.WriteFile(plain[name], []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	of := func(f map[string]string) answer {
		return metricsOf(t, f["curve"], "--benchmark", f["index"], "--trades", f["trades"], "--fills", f["fills"], "--rf", f["rates"])
	}
	a, b := of(plain), of(zipped)
	for i := range a.Metrics {
		if a.Metrics[i] != b.Metrics[i] {
			t.Errorf("%v, packed %v", a.Metrics[i], b.Metrics[i])
		}
	}
	trials := packed(t, "trials.csv.gz", "session,a,b\n"+strings.Repeat("1,0.01,-0.01\n", 1)+"2,0.02,0.01\n3,-0.01,0\n4,0.01,0.02\n")
	if out, code := runHere(t, "overfit", trials, "--blocks", "4"); code != Done {
		t.Errorf("rally overfit of a packed file: code %d, %s", code, out)
	}
}

func TestUnpackedSaysWhatIsWrong(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, "equity\n1\n2\n") // to memory
	_ = z.Close()
	whole := b.Bytes()
	broken := bytes.Clone(whole)
	broken[len(broken)-5] ^= 1
	for name, c := range map[string]struct {
		raw  []byte
		want string
	}{
		"two bytes": {whole[:2], "damaged gzip file: it ends too early"},
		"cut off":   {whole[:len(whole)-6], "damaged gzip file: it ends too early"},
		"checksum":  {broken, "damaged gzip file: gzip: invalid checksum"},
		"no gzip":   {[]byte("\x1f\x8bequity\n1\n"), "damaged gzip file: gzip: invalid header"},
	} {
		r, err := unpacked(bytes.NewReader(c.raw))
		if err == nil {
			_, err = io.ReadAll(r)
		}
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	z2, err := gzip.NewReader(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(&unzip{z: z2, left: 5}); err == nil || !strings.Contains(err.Error(), "unfolds to more than") {
		t.Errorf("a bound of 5 bytes: %v", err)
	}
}
