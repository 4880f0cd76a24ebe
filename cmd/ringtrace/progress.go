package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

const (
	progressDelay = time.Second
	progressTick  = 200 * time.Millisecond
)

// during runs do; where standard error is a terminal and do takes longer than
// a second, a line with the seconds spent shows that work goes on. The line
// is wiped before during returns.
func (p *program) during(what string, do func() error) error {
	if p.globals.quiet || !terminal(p.err) {
		return do()
	}
	stop := p.showProgress(what)
	defer stop()
	return do()
}

func (p *program) showProgress(what string) (stop func()) {
	begun, done := p.now(), make(chan struct{})
	var drawn sync.WaitGroup
	drawn.Go(func() {
		tick := time.NewTicker(progressTick)
		defer tick.Stop()
		shown := false
		for n := 0; ; n++ {
			select {
			case <-done:
				if shown {
					io.WriteString(p.err, "\r\x1b[K")
				}
				return
			case <-tick.C:
				if spent := p.now().Sub(begun); spent >= progressDelay {
					shown = true
					fmt.Fprintf(p.err, "\r\x1b[K%s %s %d s", bar(n), what, int(spent.Seconds()))
				}
			}
		}
	})
	return func() { close(done); drawn.Wait() }
}

// bar draws a block that walks to and fro: the work is long, its length
// unknown.
func bar(n int) string {
	const cells = 10
	at := n % (2 * cells)
	if at >= cells {
		at = 2*cells - 1 - at
	}
	b := []byte("[..........]")
	b[1+at] = '#'
	return string(b)
}
