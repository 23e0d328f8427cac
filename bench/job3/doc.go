// Package job3 has the benchmarks of job 3: an average of closes crossing
// another on two years of minutes, of one name and of seven.
package job3
