package investigate

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// each calls do for 0 to n-1 on so many workers, 0 for one per processor, until
// the context ends. Which worker takes which decides nothing.
func each(ctx context.Context, workers, n int, do func(k int)) {
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var taken atomic.Int64
	var wait sync.WaitGroup
	for range min(workers, n) {
		wait.Go(func() {
			for k := int(taken.Add(1)) - 1; k < n && ctx.Err() == nil; k = int(taken.Add(1)) - 1 {
				do(k)
			}
		})
	}
	wait.Wait()
}
