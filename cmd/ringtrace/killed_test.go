//go:build !acceptance

package main

// killedRows is how many rows are being loaded when the process is killed;
// acceptance takes a million.
const killedRows = 20_000
