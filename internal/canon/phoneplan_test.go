package canon_test

import (
	"fmt"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// Chinese mobile numbers are told by hand, for speed; the library's metadata
// is the authority.
func TestChineseMobileRangesAreTheLibrarys(t *testing.T) {
	for prefix := 1000; prefix < 2000; prefix++ {
		number := fmt.Sprintf("%d2607051", prefix)
		parsed, err := phonenumbers.Parse("+86"+number, "")
		want := err == nil && phonenumbers.GetNumberType(parsed) == phonenumbers.MOBILE
		v, issue := canon.Canonicalise(entity.KindPhone, "", number)
		if got := issue.Code == "" && v.ID == "+86"+number; got != want {
			t.Errorf("%dxxxxxxx: mobile %v, the library says %v", prefix, got, want)
		}
	}
}
