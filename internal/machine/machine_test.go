package machine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/machine"
)

func TestList(t *testing.T) {
	got := machine.Machine{Commit: "abc", Processor: "a processor", Memory: "1 kB", Load: "0.5"}.List(time.Date(2024, 5, 6, 23, 0, 0, 0, time.UTC))
	for _, want := range []string{"- commit: abc\n- date: 2024-05-06\n- machine: a processor, ", " processors, 1 kB memory, ", "- load of the machine before the first run: 0.5\n- go1"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestDescribeLeavesNothingEmpty(t *testing.T) {
	m := machine.Describe(t.Context())
	if m.Commit == "" || m.Processor == "" || m.Memory == "" || m.Load == "" {
		t.Errorf("%+v", m)
	}
}
