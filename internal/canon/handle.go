package canon

import (
	"net/url"
	"strings"
)

// handleServices are the services that do not tell letter case apart in the
// names of their users, with the hosts of their profile pages.
var handleServices = map[string]string{
	"WECHAT": "", "QQ": "", "TELEGRAM": "t.me", "WHATSAPP": "wa.me", "LINE": "line.me", "INSTAGRAM": "instagram.com", "FACEBOOK": "facebook.com",
	"TWITTER": "twitter.com x.com", "SKYPE": "", "WEIBO": "weibo.com", "DOUYIN": "douyin.com", "TIKTOK": "tiktok.com", "KAKAO": "",
	"KUAISHOU": "", "XIAOHONGSHU": "", "WANGWANG": "", "VIBER": "", "ZALO": "zalo.me", "VK": "vk.com", "SIGNAL": "", "SNAPCHAT": "",
}

// handle is the form of a user name: `SERVICE:name` in lower case without a
// leading @ where the service is known, otherwise as written.
func handle(service, s string) (Value, Issue) {
	service = strings.ToUpper(service)
	if service == "" {
		if head, _, ok := cutPrefix(s); ok && knownService(head) {
			service = head
		}
	}
	if !knownService(service) {
		if service != "" {
			s = service + ":" + stripPrefix(service, s)
		}
		return plain(s)
	}
	name := s
	for before := ""; name != before; {
		before = name
		name = strings.TrimLeft(stripPrefix(service, profileName(service, name)), "@ ")
	}
	if name == "" {
		return refuse(Empty, "holds a service and no name")
	}
	id, issue := userName(service, name)
	return Value{service + ":" + id, service + ":" + name}, issue
}

func knownService(word string) bool {
	_, ok := handleServices[word]
	return ok
}

// profileName returns the name in the address of a profile page.
func profileName(service, s string) string {
	hosts := handleServices[service]
	if hosts == "" || !strings.Contains(s, "/") {
		return s
	}
	link := s
	if !strings.Contains(link, "://") {
		link = "https://" + link
	}
	u, err := url.Parse(link)
	if err != nil {
		return s
	}
	host := strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(u.Hostname()), "www."), "m.")
	name := strings.Trim(u.Path, "/")
	if name == "" || strings.Contains(name, "/") || strings.HasSuffix(name, ".php") || !strings.Contains(" "+hosts+" ", " "+host+" ") {
		return s
	}
	if service == "WHATSAPP" {
		return "+" + strings.TrimPrefix(name, "+")
	}
	return name
}

// userName is the form of a name at a service.
func userName(service, name string) (string, Issue) {
	id := fold(name)
	if placeholder(id) || filler(id) || pointsElsewhere(id) {
		return id, Issue{Placeholder, Unlinks, "stands for no name, or says that it is another of the shop's contacts"}
	}
	if strings.ContainsAny(id, "*"+maskMarks) || strings.Contains(id, "xxxx") {
		return id, masked
	}
	switch service {
	case "QQ":
		return qqName(id)
	case "WECHAT":
		return wechatName(id)
	case "WHATSAPP", "VIBER", "SIGNAL", "ZALO":
		return phoneName(id)
	case "TELEGRAM":
		if strings.HasPrefix(id, "+") && countDigits(id) >= 7 {
			return phoneName(id)
		}
	}
	return id, Issue{}
}

// pointsElsewhere reports whether people write s to say that their name is
// their telephone number, given beside it.
func pointsElsewhere(s string) bool {
	switch s {
	case "微信同号", "手机同号", "同号", "同手机", "同手机号", "同电话", "电话同号", "同微信", "同qq", "同上", "同", "same", "same as phone", "see phone":
		return true
	}
	return false
}

// qqNumber reports whether s is a QQ number: five to eleven digits.
func qqNumber(s string) bool {
	_, ok := digits(s)
	return ok && len(s) >= 5 && len(s) <= 11 && s[0] != '0' && countDigits(s) == len(s)
}

func qqName(id string) (string, Issue) {
	id = compact(id)
	if number := strings.TrimSuffix(id, "@qq.com"); qqNumber(number) {
		id = number
	}
	switch {
	case !qqNumber(id):
		return id, Issue{HandleInvalid, Unlinks, "is not a QQ number (5 to 11 digits): it is kept and links nothing"}
	case uniform(id), ascending(id), descending(id), id == "10000":
		return id, Issue{Placeholder, Unlinks, "is a number that people make up, or QQ's own"}
	}
	return id, Issue{}
}

// wechatName is the form of a WeChat id: a letter and letters, digits, dashes
// and underscores, or a mobile or QQ number. Other text is a display name,
// which strangers share.
func wechatName(id string) (string, Issue) {
	for before := ""; id != before; {
		before = id
		for _, label := range [...]string{"微信号:", "微信:", "weixin:", "wx:", "vx:"} {
			id = strings.TrimSpace(strings.TrimPrefix(id, label))
		}
	}
	if mobile := plainMobile(compact(id)); mobile != "" {
		return phoneName(mobile)
	}
	if qqNumber(id) {
		if uniform(id) || ascending(id) || descending(id) {
			return id, Issue{Placeholder, Unlinks, "is a number that people make up"}
		}
		return id, Issue{}
	}
	if strings.HasPrefix(id, "+") {
		return phoneName(id)
	}
	if len(id) < 3 || len(id) > 40 || id[0] < 'a' || id[0] > 'z' || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		return id, Issue{HandleInvalid, Unlinks, "is not a WeChat id but perhaps a display name, which strangers share: it is kept and links nothing"}
	}
	return id, Issue{}
}

// phoneName is the form of a name that is a telephone number.
func phoneName(id string) (string, Issue) {
	v, issue := phone("", id)
	switch {
	case issue.Level == Refuses:
		return id, Issue{HandleInvalid, Unlinks, "is not the telephone number that the service knows its users by: it is kept and links nothing"}
	case issue.Code != "":
		return v.ID, issue
	}
	return v.ID, Issue{}
}
