// Package batch makes many trials of one question: the points of a grid that
// satisfy constraints, points drawn at random, and the windows of a split, on
// which a choice among trials is made on some sessions and tested on others.
//
// # Terms
//
// An axis is a key that is varied, with the values that it takes in turn. A
// point takes one value of each axis; a trial is what is played at a point. A
// constraint compares keys, as fast < slow does, and a check is a constraint
// bound to axes; a point that passes every check is admissible.
//
// A stretch is sessions in a row, counted from 0. A window is what a choice may
// see, its training, and the stretches that test it. Walking forward, the
// training lies before its test; with folds, it is what the test leaves of the
// sessions. The horizon is how many sessions after a session its outcome is still
// open: what begins on session i ends by i + horizon, the label span of i. A
// training session whose label span meets that of a test is purged; the embargo
// keeps some sessions more between the two, for what outlasts its label.
//
// # Order
//
// A grid is in the order of an odometer: the last axis turns fastest. Points
// drawn at random are in the order of the draw. Windows are in the order of their
// tests. Equal arguments give equal answers, on every processor.
package batch
