//go:build acceptance

package main

// killedRows is the bar.
const killedRows = 1_000_000
