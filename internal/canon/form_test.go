package canon_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// holdForm fails unless a form is total, fit to be a key, and its own form.
func holdForm(t rapid.TB, kind entity.Kind, scheme, raw string) {
	v, issue := canon.Canonicalise(kind, scheme, raw)
	if (v.ID == "") != (issue.Level == canon.Refuses) || (issue.Code == "") != (issue.Level == canon.None) || (issue.Message == "") != (issue.Code == "") {
		t.Fatalf("id %q with issue %+v", v.ID, issue)
	}
	if v.ID == "" {
		return
	}
	for _, s := range []string{v.ID, v.Display} {
		if !utf8.ValidString(s) || !norm.NFC.IsNormalString(s) || strings.ContainsRune(s, 0) || len(s) > 2048 {
			t.Fatalf("%q is not fit to be stored", s)
		}
	}
	again, second := canon.Canonicalise(kind, "", v.ID)
	if again.ID != v.ID || second.Code != issue.Code || second.Level != issue.Level {
		t.Fatalf("%q %q became %q (%s), then %q (%s)", scheme, raw, v.ID, issue.Code, again.ID, second.Code)
	}
	for _, weaker := range canon.Weaker(entity.Key{Kind: kind, ID: v.ID}) {
		if w, i := canon.Canonicalise(weaker.Kind, "", weaker.ID); w.ID != weaker.ID && i.Links() {
			t.Fatalf("%q implies %s, whose form is %q", v.ID, weaker, w.ID)
		}
	}
	canon.Flags(entity.Key{Kind: kind, ID: v.ID})
}

// fuzzForm fuzzes one kind, from what its golden rows and schemes hold.
func fuzzForm(f *testing.F, kind entity.Kind, schemes []string, values ...string) {
	for _, scheme := range append(schemes, "") {
		for _, value := range values {
			f.Add(scheme, value)
		}
	}
	f.Fuzz(func(t *testing.T, scheme, raw string) {
		holdForm(t, kind, scheme, raw)
		for _, part := range canon.Split(kind, raw) {
			holdForm(t, kind, scheme, part)
		}
	})
}

func FuzzPhone(f *testing.F) {
	fuzzForm(f, entity.KindPhone, []string{"CN", "GB"}, "139 0000 1234", "021-55500111 转801", "138****8000", "1-310-555-0134", "+86 (0)21 55500111", "0086x", "+-", "00+1",
		"tel:+", "x1x", "+1", "0755-8888-1234", "13900001234/13900001235", "+86", "010-12345", "+390612345670")
}

func FuzzEmail(f *testing.F) {
	fuzzForm(f, entity.KindEmail, nil, "a.b+tag@gmail.com", "客服@例子.测试", "mailto:<a@b.example>", "@@", "a@b", "ab***@x.com", "mailto:mailto:a@b.c", "<<a@b.c", "ß@ẞ.example", "a@xn--a.example")
}

func FuzzAccount(f *testing.F) {
	fuzzForm(f, entity.KindPaymentAccount, []string{"BANK_CN", "CARD", "IBAN", "ALIPAY", "WECHAT", "PAYPAL", "CRYPTO", "foo"}, "6222 0000 1111 2223", "'6222", "GB29 NWBK 6016 1331 9268 19",
		"IBANIBAN:", "139 0000 1234", "2088 0012 3456 7890", "a@b.example", "尾号2222", "6.22202E+18", "ALIPAY:ALIPAY:x", "OTHER:OTHER:FOO:x", "CRYPTO:CRYPTO:ETH:x", "+86", "x@mailinator.com")
}

func FuzzCrypto(f *testing.F) {
	fuzzForm(f, entity.KindPaymentAccount, []string{"BTC", "ETH", "USDT", "AVAX", "ADA", "XMR", "TON", "DOT", "EOS"}, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "17VZNX1SN5NtKa8UQFxwQbFeFc3iqRYhem",
		"BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bitcoin:bitcoin:1", "ethereum:?", "X-avax1", "111111111", "eosio.token", "bitcoincash:q", "EQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAM9c",
		strings.Repeat("1", 95), "zs1", "addr1", "u1")
}

func FuzzHandle(f *testing.F) {
	fuzzForm(f, entity.KindHandle, []string{"WECHAT", "QQ", "TELEGRAM", "WHATSAPP", "s:"}, "QQ:@QQ:@a", "https://t.me/a", "t.me/t.me/a", "wa.me/+86", "微信号:wx:wx:a", "88120934@qq.com@qq.com",
		"139 0000 1234", "+", "x.com/@", "%zz/", "facebook.com/profile.php")
}

func FuzzUSCC(f *testing.F) {
	fuzzForm(f, entity.KindUSCC, nil, "9111 0000 6000 37341l", "9111****60003734**", "无", "ſ", "91110000•••••••••x")
}

func FuzzImageHash(f *testing.F) {
	fuzzForm(f, entity.KindImageHash, nil, "9F3AC1D4E5B60718", "phash:phash:9f3ac1d4e5b60718", "0000000000000000", "SHA-256:SHA-256:", "a:b:9f3ac1d4e5b60718", "x::9F3AC1D4E5B60718")
}

// FuzzResidentID holds that checking a number is total, that nothing of the
// number is in what is kept or said, and that what was redacted is gone.
func FuzzResidentID(f *testing.F) {
	for _, s := range []string{"11010519491231002X", "110105491231002", "１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002x", "", "\xff", "6222110105194912310021", "1-1-0-1-0-5"} {
		f.Add(s)
	}
	keyed := canon.NewKeyed([]byte(strings.Repeat("k", canon.KeySize)))
	f.Fuzz(func(t *testing.T, raw string) {
		kept, issue := keyed.ResidentID(raw)
		if (kept.Hash == "") != (issue.Code != "") {
			t.Fatalf("%+v with issue %+v", kept, issue)
		}
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, raw)
		if len(digits) >= 15 && (strings.Contains(issue.Message, digits) || strings.Contains(kept.Hash, digits)) {
			t.Fatal("what is kept or said holds the number")
		}
		if once := canon.Redact(raw); canon.Redact(once) != once {
			t.Fatalf("redacting %q twice finds more", raw)
		}
		if kept.Hash != "" && len(digits) >= 17 && digits == strings.Trim(raw, "Xx") && canon.Redact(raw) == raw {
			t.Fatal("a number was not redacted")
		}
	})
}

// TestFormsHoldForAnything draws what people write: digits, marks and words of
// each kind in any order.
func TestFormsHoldForAnything(t *testing.T) {
	pieces := []string{"1", "3", "8", "0", "00", "86", "+", "-", " ", "(", ")", "*", "x", "•", "转", "ext", "#", "@", ".", "qq.com", "gmail.com", "0x", "GB29", "bc1", ":", "/", "?", "ETH", "IBAN",
		"微信", "无", "½", "\u200b", "é", "\u0301", "ß", "Ⅲ", "mailto:", "t.me", "尾号", "2088", "95188", "400", "\xff", "a", "F"}
	schemes := []string{"", "CN", "BANK_CN", "IBAN", "ALIPAY", "ETH", "BTC", "CRYPTO", "WECHAT", "QQ", "foo"}
	kinds := []entity.Kind{entity.KindPhone, entity.KindEmail, entity.KindPaymentAccount, entity.KindHandle, entity.KindUSCC, entity.KindImageHash, entity.KindOther}
	rapid.Check(t, func(t *rapid.T) {
		raw := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 24).Draw(t, "pieces"), "")
		holdForm(t, rapid.SampledFrom(kinds).Draw(t, "kind"), rapid.SampledFrom(schemes).Draw(t, "scheme"), raw)
	})
}
