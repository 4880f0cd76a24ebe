package ingest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// about returns the lines of the graph that hold a word, without those that say
// how a value was written.
func about(t *testing.T, d *desk, word string) (found []string) {
	t.Helper()
	for _, line := range dump(t, d.graph, withoutRecord) {
		if strings.Contains(line, word) && !strings.Contains(line, " display=") {
			found = append(found, line)
		}
	}
	return found
}

// What fails a soft check is there and seen, and makes nobody a member: every
// way in gives it the weakest class.
func TestDoubtfulValuesAreInferred(t *testing.T) {
	const number = "4000123456010001234" // no card's
	d := newDesk(t)
	d.mustLoad(files{
		"storefronts.csv":      "platform,shop_id\nx,1\nx,2\nx,3\nx,4\n",
		"links.csv":            "storefront,kind,value,evidence_class\nx:1,PAYMENT_ACCOUNT,BANK_CN:" + number + ",OBSERVED\n",
		"payment_accounts.csv": "source,source_record_id,scheme,value,owner_ref\nset,A,BANK_CN," + number + ",x:2\n",
		"test_purchases.csv": "purchase_id,storefront_ref,pay_to_account_ref\n" +
			"T1,x:3,BANK_CN:" + number + "\nT2,x:4,payment_account:set:A\n",
	})
	want := []string{"payment_account:BANK_CN:" + number}
	for _, from := range []string{"test_purchase:test_purchases.csv:T1", "test_purchase:test_purchases.csv:T2", "x:1", "x:2", "x:3", "x:4"} {
		want = append(want, from+" -PAID_TO-> payment_account:BANK_CN:"+number+" INFERRED")
	}
	if diff := cmp.Diff(want, about(t, d, number)); diff != "" {
		t.Errorf("graph (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"payment_accounts.csv:2 field value LUHN_CHECK", "test_purchases.csv:2 field pay_to_account_ref LUHN_CHECK",
		"links.csv:2 field value LUHN_CHECK"}, d.rejected(), cmpSorted()); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}

// A field of several numbers is as many values, and one that is none does not
// take the others along.
func TestFieldsOfSeveralValues(t *testing.T) {
	d := newDesk(t)
	d.mustLoad(files{
		"storefronts.csv": "platform,shop_id\nx,1\nx,2\nx,3\n",
		"links.csv":       "storefront,kind,value\nx:1,PHONE,139 0000 1234/138****8000、+1 201 555 0111\nx:1,PHONE,13900001234/99999 99\nx:2,PHONE,abc/def\n",
		"contacts.csv":    "kind,value,owner_ref\nPHONE,13900001234 或 95188,x:3\n",
		"sellers.csv":     "source,source_record_id,name,contact_phone\nreg,1,One,\"13900001234,12\"\nreg,2,Two,+1 201 555 0111/13900001234\n",
	})
	want := []string{
		"phone:+12015550111",
		"phone:+8613900001234",
		"seller:reg:1 -HAS_PHONE-> phone:+8613900001234 DECLARED",
		"seller:reg:2 -HAS_PHONE-> phone:+12015550111 DECLARED",
		"seller:reg:2 -HAS_PHONE-> phone:+8613900001234 DECLARED",
		"x:1 -HAS_PHONE-> phone:+12015550111 DECLARED",
		"x:1 -HAS_PHONE-> phone:+8613900001234 DECLARED DECLARED",
		"x:1 unlinked.phone=138****8000 DECLARED",
		"x:1 unlinked.phone=99999 99 DECLARED",
		"x:3 -HAS_PHONE-> phone:+8613900001234 DECLARED",
		"x:3 unlinked.phone=95188 DECLARED",
	}
	if diff := cmp.Diff(want, about(t, d, "phone"), cmpSorted()); diff != "" {
		t.Errorf("graph (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"links.csv:2 field value MASKED_ONLY", "links.csv:3 field value PHONE_PLACEHOLDER", "links.csv:4 row value PHONE_INVALID",
		"contacts.csv:2 field value PHONE_SERVICE_NUMBER"}, d.rejected(), cmpSorted()); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}

// A contact's country reads its number; without one 020 is Guangzhou or London.
func TestCountryOfANumber(t *testing.T) {
	d := newDesk(t)
	d.mustLoad(files{
		"storefronts.csv": "platform,shop_id\nx,1\n",
		"contacts.csv":    "kind,value,country,owner_ref\nPHONE,020 7946 0958,GB,x:1\nPHONE,020 8555 0011,中国,x:1\nPHONE,020 8555 0012,,x:1\nEMAIL,a@b.example,GB,x:1\n",
	})
	want := []string{
		"x:1 -HAS_PHONE-> phone:+442079460958 DECLARED", "x:1 -HAS_PHONE-> phone:+862085550011 DECLARED", "x:1 unlinked.phone=020 8555 0012 DECLARED",
	}
	if diff := cmp.Diff(want, slices.DeleteFunc(about(t, d, "phone"), func(s string) bool { return !strings.HasPrefix(s, "x:1") }), cmpSorted()); diff != "" {
		t.Errorf("graph (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"contacts.csv:4 field value PHONE_NO_COUNTRY"}, d.rejected()); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}

// An address says which mailbox it is delivered to; nothing joins over that.
func TestWeakerValuesJoinNothing(t *testing.T) {
	d := newDesk(t)
	d.mustLoad(files{"links.csv": "storefront,kind,value\ns1,EMAIL,a.b+x@gmail.com\ns2,EMAIL,ab@gmail.com\ns3,EMAIL,88120934@qq.com\ns4,EMAIL,service@brand.example\n"})
	want := []string{
		"email:88120934@qq.com weaker=handle:QQ:88120934 DECLARED",
		"email:a.b+x@gmail.com weaker=email:ab@gmail.com DECLARED",
	}
	if diff := cmp.Diff(want, about(t, d, "weaker=")); diff != "" {
		t.Errorf("weaker (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"email:service@brand.example flag=role DECLARED"}, about(t, d, "flag=")); diff != "" {
		t.Errorf("flags (-want +got):\n%s", diff)
	}
	if joined := about(t, d, "-> email:ab@gmail.com"); len(joined) != 1 {
		t.Errorf("the folded address joins: %q", joined)
	}
}

func cmpSorted() cmp.Option {
	return cmp.Transformer("sorted", func(s []string) []string { return slices.Sorted(slices.Values(s)) })
}
