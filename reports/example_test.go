package reports_test

import (
	"fmt"

	"rally/reports"
)

func ExampleFolderName() {
	fmt.Println(reports.FolderName("policy-momentum", [32]byte{0x70, 0x7d, 0x8d, 0x20}))
	// Output: policy-momentum-707d8d20
}

func ExampleLookup() {
	spec, ok := reports.Lookup("trades.csv")
	fmt.Println(ok, spec.Doc)
	// Output: true round trips, from opening to flat
}
