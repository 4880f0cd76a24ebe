package graph

import (
	"fmt"
	"sync"
)

// memo keeps the outcome of one call per key. Callers of the same key wait for
// the first of them.
type memo[K comparable, V any] struct {
	mu    sync.Mutex
	calls map[K]func() (V, error)
}

func (m *memo[K, V]) get(key K, load func() (V, error)) (V, error) {
	m.mu.Lock()
	call, ok := m.calls[key]
	if !ok {
		if m.calls == nil {
			m.calls = make(map[K]func() (V, error))
		}
		call = sync.OnceValues(load)
		m.calls[key] = call
	}
	m.mu.Unlock()
	return call()
}

// shelf holds the values of keys that were reached together. The first get
// fetches all of them in one call; without any get there is no call.
type shelf[K comparable, V any] struct {
	fill func() (map[K]V, error)
}

// newShelf returns a shelf over keys, repeats allowed. fetch gets each key
// once, in the order given, and returns one value for each.
func newShelf[K comparable, V any](keys []K, fetch func([]K) ([]V, error)) *shelf[K, V] {
	return &shelf[K, V]{sync.OnceValues(func() (map[K]V, error) {
		once := distinct(keys)
		values, err := fetch(once)
		if err != nil {
			return nil, err
		}
		if len(values) != len(once) {
			return nil, fmt.Errorf("asked for %d values and got %d", len(once), len(values))
		}
		held := make(map[K]V, len(once))
		for i, k := range once {
			held[k] = values[i]
		}
		return held, nil
	})}
}

// get returns the value of a key, the zero value for one that is not held.
func (s *shelf[K, V]) get(key K) (V, error) {
	held, err := s.fill()
	return held[key], err
}

// distinct returns the keys without repeats, in the order of first sight.
func distinct[K comparable](keys []K) []K {
	seen := make(map[K]bool, len(keys))
	out := make([]K, 0, len(keys))
	for _, k := range keys {
		if !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out
}
