package overfit

// Reasons for which a figure of this package is undefined, beside those of
// package metrics. They are part of the output format.
const (
	TooFewTrials   = "too few trials"
	TooFewSessions = "too few returns for blocks"
	NoBlocks       = "returns by block were not kept"
	OtherDesign    = "trials are not cut into the same blocks"
	Incomplete     = "a trial has not all returns"
	NoSharpe       = "no trial has a Sharpe ratio"
	NoReturns      = "returns were not kept"
	UnequalLength  = "trials have not the same number of returns"
	ConstantChoice = "the chosen are equally good in every half"
)
