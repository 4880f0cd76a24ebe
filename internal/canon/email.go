package canon

import (
	_ "embed"
	"strings"

	"golang.org/x/net/idna"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// email is the form of an e-mail address: lower case, the host in the letters
// of the DNS. Tags and dots stay, because only the provider knows whether they
// count: Weaker has the address without them.
func email(s string) (Value, Issue) {
	text := fold(s)
	for before := ""; text != before; {
		before = text
		text = strings.TrimPrefix(text, "mailto:")
		if rest, ok := strings.CutPrefix(text, "<"); ok {
			text = strings.TrimSuffix(rest, ">")
		}
		text = strings.TrimSpace(text)
	}
	if text == "" {
		return refuse(Empty, "holds no address")
	}
	if placeholder(text) {
		return unlink(text, s, Placeholder, "stands for no value")
	}
	if strings.ContainsAny(text, "*"+maskMarks) || strings.Contains(text, "xxxx") {
		return Value{text, s}, masked
	}
	local, host, ok := strings.Cut(text, "@")
	if !ok || local == "" || len(local) > 64 || strings.ContainsAny(text, " ,;<>()\"\\:/") {
		return refuse(EmailInvalid, "is not one e-mail address (name@host)")
	}
	host, ok = mailHost(host)
	id := local + "@" + host
	switch {
	case !ok || len(id) > 254:
		return refuse(EmailInvalid, "is not one e-mail address (name@host)")
	case invented(local, host):
		return unlink(id, s, Placeholder, "is an address that people make up, or that nobody reads")
	case strings.Contains(disposable, "\n"+host+"\n"):
		return Value{id, s}, Issue{EmailDisposable, Supports, "is a mailbox that anybody can open: what it shows is inferred at most"}
	}
	return Value{id, s}, Issue{}
}

// mailHost returns a host in the letters of the DNS, false when it cannot
// receive mail: one label, a number, or what no name is made of.
func mailHost(host string) (string, bool) {
	if !printable(host) {
		ascii, err := idna.Lookup.ToASCII(host)
		if err != nil {
			return "", false
		}
		host = strings.ToLower(ascii)
	}
	if len(host) > 253 || !strings.Contains(host, ".") {
		return "", false
	}
	last := ""
	for label := range strings.SplitSeq(host, ".") {
		if !hostLabel(label) {
			return "", false
		}
		last = label
	}
	return host, len(last) >= 2 && strings.Trim(last, "0123456789") != ""
}

// hostLabel reports whether s is one label of a host name in lower case.
func hostLabel(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return s != "" && len(s) < 64 && s[0] != '-' && s[len(s)-1] != '-'
}

// disposable lists hosts of mailboxes without a password, one a line between
// line ends. Its first line is its version.
//
//go:embed disposable.txt
var disposable string

// invented reports whether an address is typed to get past a form, or takes no
// answer.
func invented(local, host string) bool {
	switch local {
	case "noreply", "no-reply", "donotreply", "do-not-reply", "no_reply":
		return true
	case "test", "a", "aa", "aaa", "abc", "no", "none", "na", "xx", "xxx", "email", "mail", "user", "name", "admin", "example", "asdf", "qwe", "qq":
		first, _, _ := strings.Cut(host, ".")
		return first == local || local == "example" || first == "test"
	}
	if host == "qq.com" || host == "163.com" || host == "126.com" {
		_, ok := digits(local)
		return ok && (len(local) < 5 || uniform(local) || ascending(local))
	}
	return false
}

// roles are the parts of a company that mail is sent to: no person is.
var roles = map[string]bool{
	"info": true, "service": true, "services": true, "support": true, "sales": true, "sale": true, "admin": true, "kefu": true, "contact": true,
	"office": true, "hr": true, "jobs": true, "webmaster": true, "postmaster": true, "hostmaster": true, "abuse": true, "billing": true,
	"help": true, "marketing": true, "hello": true, "order": true, "orders": true, "shop": true, "store": true, "customerservice": true,
	"customer.service": true, "export": true, "enquiry": true, "inquiry": true, "press": true, "legal": true, "finance": true,
}

// The providers that deliver name+tag to name, as their own help pages say.
var tagged = map[string]bool{
	"gmail.com": true, "googlemail.com": true, "outlook.com": true, "hotmail.com": true, "live.com": true, "msn.com": true, "icloud.com": true,
	"me.com": true, "mac.com": true, "fastmail.com": true, "fastmail.fm": true, "proton.me": true, "protonmail.com": true, "pm.me": true,
	"yandex.com": true, "yandex.ru": true, "zoho.com": true,
}

// The Chinese carriers' mail hosts: the name is a mobile number.
var carrierMail = map[string]bool{"139.com": true, "189.cn": true, "wo.cn": true, "wo.com.cn": true}

// weakerEmail returns what an address says besides itself: the mailbox it is
// delivered to, the QQ number or the mobile number that it is made of.
func weakerEmail(id string) (keys []entity.Key) {
	local, host, _ := strings.Cut(id, "@")
	folded := local
	if tagged[host] {
		folded, _, _ = strings.Cut(local, "+")
	}
	if host == "googlemail.com" {
		host = "gmail.com"
	}
	if host == "gmail.com" {
		folded = strings.ReplaceAll(folded, ".", "")
	}
	if folded != "" && folded+"@"+host != id {
		keys = append(keys, entity.Key{Kind: entity.KindEmail, ID: folded + "@" + host})
	}
	if host == "qq.com" && qqNumber(local) {
		keys = append(keys, entity.Key{Kind: entity.KindHandle, ID: "QQ:" + local})
	}
	if carrierMail[host] && chineseMobile(local) {
		keys = append(keys, entity.Key{Kind: entity.KindPhone, ID: "+86" + local})
	}
	return keys
}
