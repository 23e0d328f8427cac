package main
import "testing"
func BenchmarkProf(b *testing.B){
	m,_:=load("../../../shared/data/hk"); trade,_:=market(true)
	ps:=choose(300)
	b.ResetTimer()
	for b.Loop() { if _,err:=play(m,trade,ps,1); err!=nil {b.Fatal(err)} }
}
