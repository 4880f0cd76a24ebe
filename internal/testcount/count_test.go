package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTally(t *testing.T) {
	events := `{"Action":"start","Package":"m/internal/store/sqlite"}
{"Action":"run","Package":"m/internal/store/sqlite","Test":"TestStore"}
{"Action":"run","Package":"m/internal/store/sqlite","Test":"TestStore/empty"}
{"Action":"run","Package":"m/internal/store/sqlite","Test":"TestStore/full"}
{"Action":"pass","Package":"m/internal/store/sqlite","Test":"TestStore/empty"}
{"Action":"pass","Package":"m/internal/store/sqlite","Test":"TestStore/full"}
{"Action":"pass","Package":"m/internal/store/sqlite","Test":"TestStore"}
{"Action":"pass","Package":"m/internal/store/sqlite"}
{"Action":"run","Package":"m/graph","Test":"TestQuery/memory"}
{"Action":"pass","Package":"m/graph","Test":"TestQuery/memory"}
{"Action":"run","Package":"m/graph","Test":"TestPlain"}
{"Action":"pass","Package":"m/graph","Test":"TestPlain"}
{"Action":"pass","Package":"m/graph"}
{"Action":"skip","Package":"m/empty"}
`
	c := tally(strings.NewReader(events), &bytes.Buffer{})
	if !c.clean() {
		t.Errorf("not clean: %+v", c)
	}
	var b bytes.Buffer
	c.print(&b)
	want := `
4 tests in 2 packages: 4 passed, 0 failed, 0 skipped
on memory: 1
on sqlite: 2
no store:  1
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestTallyRefuses(t *testing.T) {
	for name, events := range map[string]string{
		"a failure": `{"Action":"run","Package":"m","Test":"TestA"}
{"Action":"fail","Package":"m","Test":"TestA"}
{"Action":"fail","Package":"m"}`,
		"a skip": `{"Action":"run","Package":"m","Test":"TestA"}
{"Action":"skip","Package":"m","Test":"TestA"}
{"Action":"pass","Package":"m"}`,
		"a broken build": `{"Action":"run","Package":"k","Test":"TestA"}
{"Action":"pass","Package":"k","Test":"TestA"}
{"Action":"fail","Package":"m"}`,
		"nothing at all": ``,
	} {
		if c := tally(strings.NewReader(events), &bytes.Buffer{}); c.clean() {
			t.Errorf("%s passes for clean: %+v", name, c)
		}
	}
}

func TestTallyShowsOutputOfFailures(t *testing.T) {
	events := `{"Action":"run","Package":"m","Test":"TestA"}
{"Action":"output","Package":"m","Test":"TestA","Output":"the reason\n"}
{"Action":"fail","Package":"m","Test":"TestA"}
`
	var b bytes.Buffer
	tally(strings.NewReader(events), &b)
	if !strings.Contains(b.String(), "FAIL m TestA\nthe reason\n") {
		t.Errorf("output is lost:\n%s", b.String())
	}
}
