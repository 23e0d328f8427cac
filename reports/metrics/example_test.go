package metrics_test

import (
	"encoding/json"
	"fmt"

	"rally/engine"
	"rally/reports/metrics"
)

func ExampleCompute() {
	c, err := metrics.FromReturns(nil, []float64{.01, -.02, .03, -.01, .02})
	if err != nil {
		fmt.Println(err)
		return
	}
	s := metrics.Compute(c, nil, metrics.Options{Periods: 252})
	for _, name := range []string{"total_return", "sharpe_ann_rf0", "sharpe_se", "max_dd"} {
		v, _ := s.Get(name)
		fmt.Printf("%s %.4f\n", name, v.Number)
	}
	v, _ := s.Get("beta")
	fmt.Println("beta", v)
	// Output:
	// total_return 0.0295
	// sharpe_ann_rf0 4.5932
	// sharpe_se 8.1579
	// max_dd -0.0200
	// beta undefined: no benchmark
}

func ExampleFold() {
	var f metrics.Fold
	day := engine.Date(2024, 1, 2)
	for i, equity := range []float64{100, 90, 95} {
		f.Session(day+engine.Day(i), equity)
	}
	s := f.Figures(metrics.Options{Periods: 246})
	dd, _ := s.Get("max_dd")
	growth, _ := s.Get("cagr")
	fmt.Printf("%.2f\n%v\n", dd.Number, growth)
	// Output:
	// -0.10
	// undefined: span under one year
}

func ExampleComputeTrades() {
	s := metrics.ComputeTrades([]metrics.Trade{
		{Net: 3_000_000, Return: .06, Sessions: 10},
		{Net: -1_000_000, Return: -.02, Sessions: 4},
	})
	for _, name := range []string{"hit_rate_all", "profit_factor", "expectancy"} {
		v, _ := s.Get(name)
		fmt.Println(name, v)
	}
	// Output:
	// hit_rate_all 0.5
	// profit_factor 3
	// expectancy 1000
}

func ExampleDrawdowns() {
	c, err := metrics.NewCurve(nil, []float64{100, 90, 95, 101, 99})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range metrics.Drawdowns(c) {
		fmt.Printf("%d to %d, %d sessions, %.3f, recovered %v\n", s.Peak, s.Trough, s.Sessions(), s.Depth, s.Recovered)
	}
	// Output:
	// 0 to 1, 3 sessions, -0.100, recovered true
	// 3 to 4, 1 sessions, -0.020, recovered false
}

func ExampleValue_MarshalJSON() {
	for _, v := range []metrics.Value{metrics.Number(.25), metrics.Undefined(metrics.Ruined)} {
		b, err := json.Marshal(v)
		fmt.Println(string(b), err)
	}
	// Output:
	// 0.25 <nil>
	// {"undefined":"ruined"} <nil>
}
