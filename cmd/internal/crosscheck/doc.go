// Package crosscheck holds tests alone: simple rules on real prices whose
// fills other engines have made as well, reproduced fill by fill through the
// CSV reader, Run and the public fill rules.
package crosscheck
