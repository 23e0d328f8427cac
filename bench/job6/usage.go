//go:build unix

package main

import (
	"fmt"
	"runtime"
	"syscall"
	"time"
)

// usage is what the process has taken of its machine so far.
type usage struct {
	wall time.Time
	cpu  time.Duration // user and system
	peak int64         // bytes resident at most
}

func used() (usage, error) {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return usage{}, fmt.Errorf("getrusage: %w", err)
	}
	unit := int64(1024) // of Maxrss; see getrusage(2)
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	return usage{time.Now(), time.Duration(r.Utime.Nano() + r.Stime.Nano()), int64(r.Maxrss) * unit}, nil
}
