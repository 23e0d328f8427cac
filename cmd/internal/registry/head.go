package registry

import (
	"bytes"
	"encoding/json"
)

// head is what the index needs of a line.
type head struct {
	key, data, program [32]byte

	part   bool
	usable bool // whole, of a known program, and not failed: its result may be used again
}

// readHead reads the head of a line without its newline: of a whole one from
// its beginning alone, of any other as JSON. False: it is no record.
func readHead(line []byte) (h head, ok bool) {
	sound := whole(line)
	if sound {
		if h, ok := fixedHead(line); ok {
			return h, true
		}
	}
	if len(line) == 0 || line[0] != '{' {
		return h, false
	}
	var d struct {
		Key     string `json:"key"`
		Data    string `json:"data"`
		Program string `json:"program"`
		Part    bool   `json:"part"`
		Error   string `json:"error"`
	}
	if json.Unmarshal(line, &d) != nil {
		return h, false
	}
	var known bool
	if h.key, ok = hashOf(d.Key); !ok {
		return h, false
	}
	if h.data, ok = hashOf(d.Data); !ok {
		return h, false
	}
	h.program, known = hashOf(d.Program)
	h.part, h.usable = d.Part, sound && known && d.Error == ""
	return h, true
}

// fixedHead reads the members that stand first in a line of ours.
func fixedHead(line []byte) (h head, ok bool) {
	var known, empty bool
	rest := line
	if h.key, rest, ok = fixedHash(rest, begin); !ok {
		return h, false
	}
	if h.data, rest, ok = fixedHash(rest, `","data":"`); !ok {
		return h, false
	}
	const program = `","program":"`
	if h.program, rest, known = fixedHash(rest, program); !known {
		if rest, empty = bytes.CutPrefix(rest, []byte(program)); !empty {
			return h, false
		}
	}
	if rest, ok = bytes.CutPrefix(rest, []byte(`","part":`)); !ok {
		return h, false
	}
	if rest, ok = bytes.CutPrefix(rest, []byte(`false,`)); !ok {
		if rest, ok = bytes.CutPrefix(rest, []byte(`true,`)); !ok {
			return h, false
		}
		h.part = true
	}
	h.usable = known && !bytes.HasPrefix(rest, []byte(`"error":`))
	return h, true
}

// fixedHash takes a hash from the front of line, behind what must stand before
// it. What is left of a line that has none is the line.
func fixedHash(line []byte, before string) (h [32]byte, rest []byte, ok bool) {
	rest, ok = bytes.CutPrefix(line, []byte(before))
	if !ok || len(rest) < 2*len(h) {
		return h, line, false
	}
	if h, ok = hashOf(rest[:2*len(h)]); !ok {
		return h, line, false
	}
	return h, rest[2*len(h):], true
}
