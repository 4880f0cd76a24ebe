package ingest

import (
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// The layouts of times, with and without a zone. A day alone stays a day.
var (
	dayLayouts   = []string{time.DateOnly, "2006/01/02", "20060102"}
	zonedLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05.999999999Z0700"}
	localLayouts = []string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006/01/02T15:04:05", "2006/01/02T15:04"}
)

// parseWhen reads a day or a time. Zone is what the text says of its zone, ""
// when it says nothing and the given one was used.
func parseWhen(s string, local *time.Location) (w entity.When, zone string, ok bool) {
	if len(s) <= len(time.DateOnly) {
		for _, layout := range dayLayouts {
			if t, err := time.Parse(layout, s); err == nil && plausible(t) {
				return entity.Day(t.Date()), "", true
			}
		}
		return entity.When{}, "", false
	}
	s = strings.ToUpper(strings.Replace(s, " ", "T", 1))
	for _, layout := range zonedLayouts {
		if t, err := time.Parse(layout, s); err == nil && plausible(t) {
			return entity.Instant(t), zoneText(s), true
		}
	}
	for _, layout := range localLayouts {
		if t, err := time.ParseInLocation(layout, s, local); err == nil && plausible(t) {
			return entity.Instant(t), "", true
		}
	}
	return entity.When{}, "", false
}

// zoneText returns the zone at the end of a time: Z or an offset.
func zoneText(s string) string {
	if strings.HasSuffix(s, "Z") {
		return "Z"
	}
	return s[strings.LastIndexAny(s, "+-"):]
}

// plausible refuses years that only slips of the pen and defaults of other
// programs produce.
func plausible(t time.Time) bool { return t.Year() >= 1900 && t.Year() <= 9999 }

// slack is how far ahead of the clock a time may be: zones and clocks differ.
const slack = 24 * time.Hour

func future(w entity.When, now time.Time) bool {
	return w.Known() && w.Time().After(now.Add(slack))
}
