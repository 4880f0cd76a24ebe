package ingest

import (
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/mapping"
)

// TestDates holds the five ways of writing days, times with and without a zone,
// and what is refused. "day" stays a day; other results are instants in UTC.
func TestDates(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ text, want, zone string }{
		{"2026-01-31", "day 2026-01-31", ""},
		{"2026/1/31", "day 2026-01-31", ""},
		{"2026/01/31", "day 2026-01-31", ""},
		{"31.01.2026", "day 2026-01-31", ""},
		{"1.2.2026", "day 2026-02-01", ""},
		{"20260131", "day 2026-01-31", ""},
		{"2026年1月31日", "day 2026-01-31", ""},
		{"2026年01月31号", "day 2026-01-31", ""},
		{"2024-02-29", "day 2024-02-29", ""},
		{"2026-01-31T15:04:05Z", "2026-01-31T15:04:05Z", "Z"},
		{"2026-01-31t15:04:05z", "2026-01-31T15:04:05Z", "Z"},
		{"2026-01-31T15:04:05.123456+08:00", "2026-01-31T07:04:05.123456Z", "+08:00"},
		{"2026-01-31 15:04:05 -0530", "2026-01-31T20:34:05Z", "-0530"},
		{"2026-01-31 15:04", "2026-01-31T07:04:00Z", ""},
		{"2026/1/31 9:04", "2026-01-31T01:04:00Z", ""},
		{"31.01.2026 15:04:05", "2026-01-31T07:04:05Z", ""},
		{"20260131 15:04", "2026-01-31T07:04:00Z", ""},
		{"2026年1月31日 15:04", "2026-01-31T07:04:00Z", ""},
		{"2026年1月31日15时04分05秒", "2026-01-31T07:04:05Z", ""},
		{"2026年1月31日15时04分", "2026-01-31T07:04:00Z", ""},
		{"01/02/2026", "ambiguous", ""},
		{"31/01/2026", "ambiguous", ""},
		{"1-2-2026", "ambiguous", ""},
		{"01/02/26", "ambiguous", ""},
		{"2026-1-31", "", ""},
		{"2026-02-30", "", ""},
		{"2026-13-01", "", ""},
		{"2023-02-29", "", ""},
		{"31.01.26", "", ""},
		{"1800-01-01", "", ""},
		{"0000-00-00", "", ""},
		{"2026-01-31T25:00", "", ""},
		{"2026-01-31T15:60", "", ""},
		{"2026-01-31T15:04:05+99:00", "", ""},
		{"2026-01-31x", "", ""},
		{"2026-01-31T", "", ""},
		{"2026", "", ""},
		{"202601", "", ""},
		{"yesterday", "", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		w, zone, ok := parseWhen(tt.text, shanghai, nil)
		got := ""
		switch {
		case ok && w.Precision == entity.ToDay:
			got = "day " + w.String()
		case ok:
			got = w.String()
		case ambiguous(tt.text):
			got = "ambiguous"
		}
		if got != tt.want || zone != tt.zone {
			t.Errorf("%q is %q in zone %q, want %q in %q", tt.text, got, zone, tt.want, tt.zone)
		}
	}
}

func TestDatesAsAMappingSays(t *testing.T) {
	e := mapping.Entry{Dates: mapping.Texts{"DD/MM/YYYY", "MM/DD/YYYY hh:mm", "unix"}}
	layouts, err := e.Layouts()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"01/02/2026": "2026-02-01", "01/02/2026 03:04": "2026-01-02", "1767225600": "2026-01-01", "2026-01-31": "2026-01-31", "13/13/2026": ""} {
		w, _, ok := parseWhen(text, time.UTC, layouts)
		got := ""
		if ok {
			got = w.Time().Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
