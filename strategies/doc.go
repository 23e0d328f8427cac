// Package strategies holds the rules that trade, one file each, and the
// registry that names them. A strategy is a struct of parameters with toml
// tags, so that configuration decodes straight into what New returns, and of
// state that it keeps while it is played. It sees the market through
// engine.Broker alone.
//
// # Terms
//
// Names are the instruments that a strategy may trade: those of the universe
// that are no index. A decision is what it does at one moment; a
// purse is the part of the money that one name may spend.
package strategies
