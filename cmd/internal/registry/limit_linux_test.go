package registry

import (
	"os/signal"
	"strconv"
	"syscall"
)

const canLimit = true

// limit bounds the size of the files that this process writes, which stands for
// a full disk; an empty text is no limit.
func limit(bytes string) {
	if bytes == "" {
		return
	}
	n, err := strconv.ParseUint(bytes, 10, 64)
	if err == nil {
		signal.Ignore(syscall.SIGXFSZ)
		err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n})
	}
	if err != nil {
		panic(err)
	}
}
