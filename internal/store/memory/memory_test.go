package memory_test

import (
	"testing"

	"github.com/ringtrace/ringtrace/internal/store/memory"
	"github.com/ringtrace/ringtrace/internal/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(testing.TB) storetest.Store { return memory.New() })
}
