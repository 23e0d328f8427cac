// Package registry keeps the record of trials: a file beside the results with a
// line for every trial that was ever finished there. It says how many settings
// were tried on the same data, also in comparisons that were abandoned, and it
// knows a finished trial again, so that none is played twice.
//
// # Terms
//
// A trial is a configuration over some data; its key is the hash of both. A
// program is known by the hash of its file: a trial that another program has
// played is counted, but its result is not this one's. A part is a training
// stretch of a trial, recorded so that it need not be played again, and no
// trial of its own.
//
// # Format
//
// One line is one record, a JSON object whose first and last members stand in
// a fixed form:
//
//	{"key":"…","data":"…","program":"…","part":false,…,"sum":"…"}
//
// Sum is the CRC-32 (IEEE) of all bytes of the line that stand before it and
// its comma. A line whose sum is right is whole. Any other line is read as JSON:
// if it has a key and data, its trial is counted, and its result is not used.
// What is neither, such as the beginning of a line that a kill has cut off, is
// passed over. Lines are appended and never changed, each with one write to a
// file opened for appending, so processes and goroutines may append at once.
package registry
