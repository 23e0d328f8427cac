//go:build !linux

package registry

const canLimit = false

func limit(string) {}
