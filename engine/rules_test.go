package engine_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// ruleTests says which test or script holds which sentence of
// docs/simulation.md, by its sections.
var ruleTests = []struct{ section, rule, tests string }{
	{"1", "the closing side, arrivals and the opening side of one instant", "TestKindsAtOneInstant rule-1-signal-before-open rule-1-opening-side-is-too-late"},
	{"1", "a batch is marked, matched, told: fills, expiries, events in the order of the source", "TestOrderOfTelling"},
	{"1", "day orders expire and release before anything is told at a session's end", "TestOrderOfTelling rule-1-cash-freed-at-session-end rule-1-session-end-without-print rule-1-session-end-without-closing-auction"},
	{"1", "Wake on either side of an instant", "TestWakeSides"},
	{"1", "between sources, the order of the universe", "TestOrderOfFilesChangesNothing TestScenario18UnrelatedInstruments"},
	{"1", "two events a bar; the open carries the open only", "scenario-01-next-open scenario-22-no-daily-limit"},
	{"1", "a bar with a closing auction ends with the session; half days", "rule-1-half-day rule-1-session-end-without-closing-auction"},
	{"1", "the open of a daily bar is at 09:20", "rule-1-signal-before-open"},
	{"1", "the finest data of a session decides", "scenario-08-finer-data-decides scenario-08-minutes-decide scenario-08-minutes-loss TestDayWatchedMinutesMatched TestNaiveMatcherAgrees"},
	{"1", "several intervals of one instrument, whatever the order of the files", "rule-1-several-intervals-of-one-name TestOrderOfIntervalsChangesNothing"},
	{"1", "bars are [start, end); a signal and a bar of one instant", "scenario-24-a-bar-is-without-its-end scenario-26-signal-and-bar-at-one-instant scenario-16-no-fill-in-lunch"},
	{"2", "a day order belongs to the session in which it was sent", "rule-2-day-order-in-the-session rule-2-day-order-after-the-end rule-2-day-order-on-a-holiday"},
	{"2", "a market or at-open order without a further open belongs to the next session", "rule-2-before-the-first-bar rule-2-market-without-further-open rule-2-market-last-open-of-half-hours rule-2-at-open-needs-the-auction"},
	{"2", "at-close orders before the random closing period", "rule-2-at-close"},
	{"2", "good till cancelled, good till date", "rule-2-good-till-cancelled rule-2-good-till-date rule-2-good-till-a-weekend"},
	{"2", "latency", "rule-2-latency-shorter-than-the-bar rule-2-latency-longer-than-the-bar rule-2-latency-inside-a-bar"},
	{"2", "sent on the last event: end_of_data", "scenario-02-last-bar"},
	{"2", "refusals with a reason", "rule-2-refusals rule-2-unknown-lot TestNotWatched rule-12-delisted-at-terminal"},
	{"2", "attached exits: rounded, one group, from the fill's open or the next event", "rule-2-exits-are-rounded rule-2-exits-share-a-holding rule-2-exits-of-a-fill-inside-a-bar scenario-10-exit-in-entry-bar"},
	{"2", "trailing stops: the trail, its first place, refusals", "rule-3-trailing-stop-fraction rule-3-trailing-stop-from-a-price rule-3-trailing-stop-buys rule-2-trailing-stop-refusals TestSenselessOrdersOnTheirWay"},
	{"2", "attached exits that trail, and brackets", "rule-3-trailing-exit rule-3-trailing-exit-from-a-stop rule-3-trailing-exit-of-a-fill-inside-a-bar rule-2-bracket-of-a-group"},
	{"2", "prices of every type are checked", "rule-2-prices-of-new-types rule-2-refusals"},
	{"2", "one-cancels-other: what one trades the others do not; another name or side at the first fill; only fills", "rule-2-group-one-cancels-other rule-2-group-partly-filled rule-2-group-of-two-names rule-2-group-at-one-open rule-2-group-cancelled-member rule-2-group-on-its-way TestGroupsOfAPlan"},
	{"2", "reduce-only", "scenario-12-reduce-only rule-2-reduce-only-never-beyond rule-2-reduce-only-nothing-held rule-2-reduce-only-after-a-consolidation"},
	{"2", "amend: on its way like an order, checked like one, keeping ID and fills", "rule-2-amend rule-2-amend-keeps-what-was-filled rule-2-amend-refused rule-2-amend-inside-a-bar rule-2-amend-latency rule-2-amend-of-a-done-order rule-2-amend-trailing-stop rule-2-amend-stop-limit rule-2-exits-amended TestSenselessOrdersOnTheirWay TestNaiveMatcherAgrees"},
	{"3", "market, at-open, at-close", "scenario-01-next-open scenario-22-no-daily-limit rule-2-at-close"},
	{"3", "stops: on equality, at the worse of trigger and open", "scenario-03-stop-gap scenario-04-stop-in-range scenario-05-stop-on-equality rule-3-exit-stop-above-the-open rule-3-stop-partly-filled"},
	{"3", "limits: at a better open, inside the range at the limit", "scenario-06-limit-better-open rule-3-limit-beyond-the-range"},
	{"3", "market-if-touched: at the trigger, at a better open, on equality", "scenario-13-market-if-touched rule-3-touched-at-the-open rule-3-touched-on-equality rule-3-touched-partly-filled rule-3-touched-from-a-fill-at-the-open"},
	{"3", "stop-limits: triggered by the open, inside the bar, by the three rules", "rule-3-stop-limit-pessimistic rule-3-stop-limit-base rule-3-stop-limit-open-triggers rule-3-stop-limit-sells rule-3-stop-limit-better-limit-pessimistic rule-3-stop-limit-better-limit-base rule-3-stop-limit-better-limit-optimistic rule-3-stop-limit-from-a-fill-at-the-open rule-3-stop-limit-and-target rule-3-stop-limit-and-target-base"},
	{"3", "trailing stops move on closes, never inside the bar", "rule-3-trailing-stop rule-3-trailing-stop-gaps rule-3-trailing-stop-partly-filled rule-3-trailing-stop-by-the-finest-bars rule-3-trailing-stop-marks-only"},
	{"3", "a stop and a target of any type, of one group", "rule-3-both-exits-touched-target rule-3-both-entries-of-a-group rule-3-stop-limit-and-target"},
	{"3", "the three fill rules", "scenario-07-beyond scenario-07-touch rule-3-limit-touched-pessimistic rule-3-limit-touched-base rule-3-limit-touched-optimistic scenario-08-both-exits rule-3-both-exits-optimistic rule-3-both-exits-path-low-first rule-3-both-exits-path-high-first rule-3-two-stops-and-a-limit TestNaiveMatcherAgrees rule-3-both-exits-path-tie"},
	{"3", "ambiguous bars are counted", "scenario-08-both-exits scenario-09-gap-through-stop scenario-08-finer-data-decides rule-3-own-exits-both-reached"},
	{"3", "an order from a fill at the open meets the bar, one from a fill in the range does not", "scenario-10-exit-in-entry-bar scenario-11-callback-next-bar"},
	{"3", "no volume: no open, no fill; marks only", "scenario-19-no-volume rule-3-unfillable-bars"},
	{"3", "slippage in ticks and basis points, on the grid, above the floor", "scenario-04-stop-with-slippage scenario-38-slippage-floor rule-3-slippage-basis-points rule-3-slippage-crosses-a-band"},
	{"3", "slippage by square-root impact", "rule-3-impact rule-3-impact-without-history rule-3-impact-cut-to-what-can-be-paid rule-3-impact-after-a-split rule-3-impact-of-an-odd-lot rule-3-impact-without-a-refused-odd-part rule-3-impact-after-two-actions rule-3-impact-of-odd-volumes TestImpactIsTheFormula TestImpactIsBounded TestImpactByMinutes TestWholeRoot TestNaiveMatcherAgrees"},
	{"3", "participation at the open, in the range, at the close; shared", "scenario-21-cap-at-open scenario-21-cap-is-shared scenario-21-cap-in-range rule-3-participation-of-three-orders rule-3-participation-without-history rule-3-participation-of-an-even-history rule-3-participation-shared-by-open-and-range rule-3-participation-at-the-close rule-3-participation-after-a-split rule-3-participation-of-less-than-a-share TestVolumeWindow"},
	{"4", "sells before buys at one open", "rule-1-rotation scenario-39-traded-power"},
	{"4", "buying power: traded, settled, less reservations", "scenario-39-traded-power scenario-39-settled-power rule-4-sale-that-costs-more-than-it-fetches rule-4-reached-without-room rule-4-reservation rule-4-reservation-takes-what-is-left rule-4-reservation-of-a-partial-fill rule-4-market-orders-reserve-nothing rule-4-reservation-of-a-stop-limit"},
	{"4", "cut to what can be paid with fees; the rest is refused", "scenario-34-fees-must-fit scenario-34-fees-just-fit rule-4-budget rule-4-budget-over-two-fills rule-4-reservation-within-the-budget rule-4-sale-must-pay-its-charges TestAffordableIsMaximal"},
	{"4", "sizing helpers count the fees", "scenario-34-invest-all TestLots"},
	{"4", "selling beyond the holding is refused at the fill", "rule-4-oversold"},
	{"5", "an action is effective before the first open; a day without session is the next one's", "scenario-41-split rule-5-action-on-a-day-without-session"},
	{"5", "position, cost, mark; equity does not move", "scenario-41-split scenario-46-bonus rule-5-rounded-mark-after-a-split"},
	{"5", "live orders are scaled, on the grid, down to whole shares", "scenario-44-orders-at-a-consolidation scenario-44-touched-order-at-a-consolidation rule-5-orders-at-a-split rule-5-trailing-stop-at-a-split rule-5-amendment-rounds-to-nothing TestNaiveMatcherAgrees"},
	{"5", "a fraction is paid at the first price", "scenario-45-cash-in-lieu rule-5-fraction-at-a-print-that-fills-nothing rule-5-fraction-is-all rule-5-two-actions-in-a-suspension TestNaiveMatcherAgrees"},
	{"5", "history is re-based at each action, not before", "scenario-41-split TestScenario42NoBackAdjustedPrice TestHistoryBeforeTheTape TestColumnIsCutAtNow"},
	{"5", "views are cut at now and copied out", "TestBarViewEndsAtNow TestScenario57CopiesAreTheCallers TestConformanceFindsCheats"},
	{"6", "entitlement, receivable, pay date", "scenario-43-dividend rule-6-entitled-the-session-before rule-6-assumed-pay-date"},
	{"6", "rounding, tax, and a bonus on the same day", "rule-6-rounding-and-tax rule-6-dividend-and-bonus rule-6-dividend-after-a-holiday-split"},
	{"7", "equity and its rows; stale marks", "TestScenario54EquityAtEveryEvent scenario-20-suspension rule-12-suspended"},
	{"7", "settled on T+2 by settlement days, before the first event of the day", "rule-7-settlement-before-the-first-event scenario-39-holiday-shifts"},
	{"8", "board lots of the day, unknown lots, odd lots by policy", "rule-8-dated-lots rule-2-unknown-lot rule-8-odd-part-at-a-discount rule-8-part-of-a-position-in-odd-lots rule-8-held-odd-lots scenario-35-odd-lot-refused scenario-35-odd-lot-flagged TestNaiveMatcherAgrees"},
	{"9", "levels of a charge, notes, differences, executions", "rule-9-levels rule-9-one-note-for-two-orders rule-9-executions-per-fill rule-9-executions-of-an-odd-part rule-9-minimum-after-a-consolidation scenario-40-round-trip-costs-fees TestSplittingNeverChangesANote"},
	{"10", "warm-up", "rule-10-warmup rule-10-too-little-warmup"},
	{"10", "positions are marked at the end, not sold; an index is never tradable", "scenario-01-next-open rule-2-refusals"},
	{"11", "signals: at their known time, on a day without session, before the first one", "scenario-61-signal-after-the-close rule-11-signal-on-a-day-without-session rule-11-signal-before-the-first-session"},
	{"12", "suspension and delisting", "rule-12-suspended rule-12-delisted-at-terminal rule-12-delisted-without-terminal"},
	{"14", "determinism", "TestScenario55Digests TestDigestWhateverIsKept TestOrderOfFilesChangesNothing TestSelectAndCut TestMixerGolden TestConformance TestGoldenDigest TestOrdersOfEveryTypeInAnyProcess"},
}

// TestEveryRuleHasATest: the tests that the table names exist, and every script
// of a rule stands in it.
func TestEveryRuleHasATest(t *testing.T) {
	have := map[string]bool{}
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(string(text), -1) {
			have[m[1]] = true
		}
	}
	scripts, err := filepath.Glob("testdata/*.sim")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range scripts {
		have[strings.TrimSuffix(filepath.Base(path), ".sim")] = true
	}
	named := map[string]bool{}
	for _, r := range ruleTests {
		for name := range strings.FieldsSeq(r.tests) {
			named[name] = true
			if !have[name] {
				t.Errorf("section %s, %s: no test %s", r.section, r.rule, name)
			}
		}
	}
	for name := range have {
		if strings.HasPrefix(name, "rule-") && !named[name] {
			t.Errorf("%s stands for no rule", name)
		}
	}
}
