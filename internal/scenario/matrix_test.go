package scenario_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/scenario"
)

// patience bounds one scenario without one rule: more is a hang, and a defect.
const patience = 60 * time.Second

// breaks says which rules each scenario needs: without them it does not hold.
type breaks map[string][]string // by scenario, names of rules in their order

// Every rule is guarded by a scenario that fails without it, and every
// scenario guards a rule. What guards what is written down in
// docs/scenarios.md; -update writes it anew.
func TestEveryRuleIsGuardedAndEveryScenarioGuards(t *testing.T) {
	all := corpus(t)
	out := make([][]string, len(all))
	t.Run("without", func(t *testing.T) {
		for i, s := range all {
			t.Run(s.Name, func(t *testing.T) {
				t.Parallel()
				c := &trial{s: s}
				for _, r := range rules() {
					if faults := c.without(t, r); len(faults) > 0 {
						out[i] = append(out[i], r.name)
						t.Logf("without %s: %s", r.name, faults[0])
					}
				}
				if len(out[i]) == 0 {
					t.Errorf("no rule is needed for it: sharpen what it expects, or take it out")
				}
			})
		}
	})
	needs, guarded := breaks{}, map[string]bool{}
	for i, s := range all {
		needs[s.Name] = out[i]
		for _, name := range out[i] {
			guarded[name] = true
		}
	}
	for _, r := range rules() {
		if !guarded[r.name] {
			t.Errorf("no scenario fails without the rule %q: write one", r.name)
		}
	}
	if !t.Failed() {
		compare(t, filepath.Join("..", "..", "docs", "scenarios.md"), page(all, unheld(t), needs))
	}
}

// trial is one scenario that is tried without one rule after the other. Where
// it has one step and a rule is one of detection, its world is loaded once.
type trial struct {
	s      *scenario.Scenario
	loaded *scenario.Service
}

// without carries the scenario out without a rule and returns what is then
// wrong.
func (c *trial) without(t *testing.T, r rule) []string {
	t.Helper()
	if r.rewrite != nil {
		if !touches(c.s, r) {
			return nil
		}
		return bounded(t, c.s, r.name, onMemory(t), scenario.Way{Folder: t.TempDir(), Rewrite: r.rewrite()})
	}
	p := investigate.DefaultRunParams()
	r.params(&p)
	if len(c.s.Then) > 0 {
		on := onMemory(t)
		on.Params = &p
		return bounded(t, c.s, r.name, on, scenario.Way{Folder: t.TempDir()})
	}
	if c.loaded == nil {
		on := onMemory(t)
		c.loaded = &on
		for _, f := range bounded(t, c.s, "nothing", on, scenario.Way{Folder: t.TempDir()}) {
			t.Error(f)
		}
	}
	on := *c.loaded
	on.Params = &p
	return within(t, r.name, func(ctx context.Context) ([]string, error) { return scenario.Rerun(ctx, c.s, on) })
}

// bounded plays a scenario from its beginning.
func bounded(t *testing.T, s *scenario.Scenario, rule string, on scenario.Surface, way scenario.Way) []string {
	t.Helper()
	return within(t, rule, func(ctx context.Context) ([]string, error) {
		_, faults, err := scenario.Play(ctx, s, on, way)
		return faults, err
	})
}

// within bounds the time that work may take; detection itself does not look at
// its context.
func within(t *testing.T, rule string, work func(context.Context) ([]string, error)) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	type answer struct {
		faults []string
		err    error
	}
	done := make(chan answer, 1)
	go func() {
		faults, err := work(ctx)
		done <- answer{faults, err}
	}()
	select {
	case a := <-done:
		if a.err != nil {
			t.Errorf("without %s there is no answer: %v", rule, a.err)
		}
		return a.faults
	case <-time.After(patience + time.Second):
		t.Fatalf("without %s it hangs", rule)
		return nil
	}
}

// touches reports whether doing without a rule of reading changes the world at
// all.
func touches(s *scenario.Scenario, r rule) bool {
	rewrite := r.rewrite()
	for _, step := range s.Steps() {
		rows, err := step.Rows()
		if err != nil {
			return true
		}
		for _, row := range rows {
			if rewrite(row) != row {
				return true
			}
		}
	}
	return false
}

// Stand-ins must link, or a rule of reading would still be on.
func TestStandInsLink(t *testing.T) {
	for _, kind := range []entity.Kind{entity.KindPaymentAccount, entity.KindPhone, entity.KindAddress, entity.KindEmail, entity.KindDomain, entity.KindDevice} {
		met := map[string]bool{}
		for i := range 200 {
			v, issue := canon.Canonicalise(kind, "", standIn(kind, fmt.Sprint("text ", i)))
			if issue.Code != "" || met[v.ID] {
				t.Fatalf("%s %d: %s, or met before", kind, i, issue.Code)
			}
			met[v.ID] = true
		}
	}
}

func compare(t *testing.T, file string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(have, want) {
		t.Errorf("%s is out of date: write it anew with -update", file)
	}
}
