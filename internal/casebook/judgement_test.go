package casebook_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// said is a judgement on the pair x, y made so many hours after at.
func said(v casebook.Judged, hour int) casebook.Judgement {
	return casebook.Judgement{Left: "p:x", Right: "p:y", Verdict: v, User: "ann", Reason: "seen", At: at.Add(time.Duration(hour) * time.Hour)}
}

func TestJudgementsSurviveReopening(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "case.db")
	b := open(t, path)
	swapped := said(casebook.Positive, 1)
	swapped.Left, swapped.Right = swapped.Right, swapped.Left
	for _, js := range [][]casebook.Judgement{{said(casebook.Unsure, 0)}, {swapped}, {said(casebook.Undone, 2), said(casebook.Negative, 3)}} {
		if added, _, err := b.Judge(ctx, js, false); err != nil || added != len(js) {
			t.Fatalf("added %d of %d: %v", added, len(js), err)
		}
	}
	b.Close()
	b = open(t, path)
	got, err := b.Judgements(ctx)
	want := []casebook.Judgement{said(casebook.Unsure, 0), said(casebook.Positive, 1), said(casebook.Undone, 2), said(casebook.Negative, 3)}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if added, _, err := b.Judge(ctx, append(want, swapped), false); err != nil || added != 0 {
		t.Errorf("what is known was added again: %d %v", added, err)
	}
	if diff := cmp.Diff(want[3:], casebook.Standing(got)); diff != "" {
		t.Error(diff)
	}
}

// A word is turned only by undoing it first, whatever the order of arrival.
func TestWordsThatTurn(t *testing.T) {
	const pos, neg, unsure, undone = casebook.Positive, casebook.Negative, casebook.Unsure, casebook.Undone
	for name, c := range map[string]struct {
		have, js  []casebook.Judgement
		conflicts []int
		standing  casebook.Judged
	}{
		"turned at once":                {have: js(said(pos, 0)), js: js(said(neg, 1)), conflicts: []int{0}, standing: pos},
		"turned back in the past":       {have: js(said(pos, 2)), js: js(said(unsure, 3), said(neg, 1)), conflicts: []int{1}, standing: pos},
		"turned within the file":        {js: js(said(unsure, 0), said(pos, 1), said(neg, 2)), conflicts: []int{2}},
		"turned at the same moment":     {js: js(said(pos, 1), said(neg, 1)), conflicts: []int{1}},
		"undone between":                {have: js(said(pos, 0)), js: js(said(undone, 1), said(neg, 2)), standing: neg},
		"undone between, shuffled":      {js: js(said(neg, 2), said(pos, 0), said(undone, 1)), standing: neg},
		"doubted between":               {have: js(said(pos, 0)), js: js(said(unsure, 1), said(neg, 2)), standing: neg},
		"said again":                    {have: js(said(pos, 0)), js: js(said(pos, 1)), standing: pos},
		"an older word does not stand":  {have: js(said(unsure, 5)), js: js(said(pos, 1)), standing: unsure},
		"undone for good":               {have: js(said(pos, 0)), js: js(said(undone, 1))},
		"one conflict keeps all out":    {js: js(other(said(pos, 0)), said(pos, 1), said(neg, 2)), conflicts: []int{2}},
		"pairs do not touch each other": {have: js(other(said(neg, 0))), js: js(said(pos, 1)), standing: pos},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			b := open(t, filepath.Join(t.TempDir(), "case.db"))
			if _, _, err := b.Judge(ctx, c.have, false); err != nil {
				t.Fatal(err)
			}
			if added, _, err := b.Judge(ctx, c.js, true); (err != nil) != (c.conflicts != nil) || err == nil && added != len(c.js) {
				t.Errorf("dry: %d %v", added, err)
			}
			_, conflicts, err := b.Judge(ctx, c.js, false)
			if diff := cmp.Diff(c.conflicts, conflicts); diff != "" || (err != nil) != (c.conflicts != nil) {
				t.Errorf("%v %s", err, diff)
			}
			if err != nil && errs.KindOf(err) != errs.Conflict {
				t.Error(err)
			}
			got, err := b.Judgements(ctx)
			want := len(c.have)
			if c.conflicts == nil {
				want += len(c.js)
			}
			if err != nil || len(got) != want {
				t.Errorf("%d judgements, want %d: %v", len(got), want, err)
			}
			var word casebook.Judged
			for _, j := range casebook.Standing(got) {
				if j.Left == "p:x" {
					word = j.Verdict
				}
			}
			if word != c.standing {
				t.Errorf("stands %q, want %q", word, c.standing)
			}
		})
	}
}

func js(all ...casebook.Judgement) []casebook.Judgement { return all }

func other(j casebook.Judgement) casebook.Judgement {
	j.Left = "p:a"
	return j
}

func TestVerdictsReplaceAndExpire(t *testing.T) {
	ctx := context.Background()
	b := open(t, filepath.Join(t.TempDir(), "case.db"))
	word := func(key string, v casebook.Sharing, hour, expires int) casebook.Verdict {
		out := casebook.Verdict{Key: key, Verdict: v, User: "ann", Reason: "a courier's depot", At: at.Add(time.Duration(hour) * time.Hour)}
		if expires > 0 {
			out.Expires = at.Add(time.Duration(expires) * time.Hour)
		}
		return out
	}
	want := []casebook.Verdict{
		word("address:a", casebook.Hub, 0, 0), word("address:b", casebook.Private, 1, 10), word("address:c", casebook.Hub, 2, 3),
		word("address:d", casebook.Hub, 3, 0), word("address:d", casebook.Unknown, 4, 0), word("address:a", casebook.Private, 5, 0),
	}
	for _, v := range want {
		if err := b.Rule(ctx, v); err != nil {
			t.Fatal(err)
		}
	}
	got, err := b.Verdicts(ctx)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if diff := cmp.Diff([]casebook.Verdict{want[5], want[1]}, casebook.InForce(got, at.Add(6*time.Hour))); diff != "" {
		t.Error(diff)
	}
}

// Judgements and verdicts cannot be changed, and one who changes them behind
// our back is found out.
func TestLogsCannotBeAltered(t *testing.T) {
	ctx := context.Background()
	for table, change := range map[string]string{"judgements": "verdict = 'negative'", "verdicts": "expires = '1'"} {
		path := filepath.Join(t.TempDir(), "case.db")
		b := open(t, path)
		if _, _, err := b.Judge(ctx, js(said(casebook.Positive, 0), said(casebook.Unsure, 1)), false); err != nil {
			t.Fatal(err)
		}
		if err := b.Rule(ctx, casebook.Verdict{Key: "address:a", Verdict: casebook.Hub, At: at}); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, s := range []string{"UPDATE " + table + " SET " + change, "DELETE FROM " + table} {
			if _, err := db.Exec(s); err == nil {
				t.Errorf("%s: went through", s)
			}
		}
		if _, err := db.Exec("DROP TRIGGER " + table + "_no_update; UPDATE " + table + " SET " + change + " WHERE seq = 1"); err != nil {
			t.Fatal(err)
		}
		_, judged := b.Judgements(ctx)
		_, ruled := b.Verdicts(ctx)
		if err := map[string]error{"judgements": judged, "verdicts": ruled}[table]; errs.KindOf(err) != errs.Unverified {
			t.Errorf("an altered row of %s was read: %v", table, err)
		}
	}
}

// A copy holds what was there at one moment, write-ahead log included, and is
// never put over another file.
func TestCopyOfACasebookInUse(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	path, to := filepath.Join(dir, "case.db"), filepath.Join(dir, "copy")
	b := open(t, path)
	if _, _, err := b.Judge(ctx, js(said(casebook.Positive, 0)), false); err != nil {
		t.Fatal(err)
	}
	if err := casebook.Copy(ctx, path, to); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.Judge(ctx, js(said(casebook.Unsure, 1)), false); err != nil {
		t.Fatal(err)
	}
	if err := casebook.Copy(ctx, path, to); err == nil {
		t.Error("a file was overwritten")
	}
	if got, err := open(t, to).Judgements(ctx); err != nil || len(got) != 1 {
		t.Errorf("%d judgements in the copy: %v", len(got), err)
	}
	if err := casebook.Copy(ctx, filepath.Join(dir, "none"), filepath.Join(dir, "copy2")); err == nil {
		t.Error("a casebook that does not exist was copied")
	}
}
