// Command rally backtests trading rules on Hong Kong equities.
package main

import "rally/cmd/cli"

func main() { cli.Main() }
