package snapshot_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// Two storefronts change their accounts, the dates of the use go with the
// account, a link that is not kept is gone, and rows lead both ways.
func TestRelinked(t *testing.T) {
	month := func(m time.Month) entity.When { return entity.Day(2026, m, 1) }
	account := func(id string) entity.Key { return entity.Key{Kind: entity.KindPaymentAccount, ID: id} }
	var b snapshot.Builder
	b.Add("a", entity.LinkPaidTo, account("x"), entity.ClassObserved, month(time.January), month(time.February))
	b.Add("a", entity.LinkPaidTo, account("z"), entity.ClassDeclared, entity.When{}, entity.When{})
	b.Add("b", entity.LinkPaidTo, account("y"), entity.ClassVerified, month(time.March), month(time.April))
	got := b.Build().Relinked([]int32{0, 2}, []int32{2, 0})

	var want snapshot.Builder
	want.AddID(account("z"))
	want.Add("a", entity.LinkPaidTo, account("y"), entity.ClassVerified, month(time.March), month(time.April))
	want.Add("b", entity.LinkPaidTo, account("x"), entity.ClassObserved, month(time.January), month(time.February))
	if diff := cmp.Diff(rows(want.Build()), rows(got), cmp.AllowUnexported(snapshot.Link{})); diff != "" {
		t.Error(diff)
	}
}

// rows returns the links as the storefronts' rows have them, then as the
// identifiers' rows do.
func rows(s *snapshot.Snapshot) (out []snapshot.Link) {
	for shop := range s.Shops {
		out = append(out, s.OfShop(int32(shop))...)
	}
	for id := range s.IDs {
		for _, l := range s.OfID(int32(id)) {
			out = append(out, s.Links[l])
		}
	}
	return out
}
