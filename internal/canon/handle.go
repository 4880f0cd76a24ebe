package canon

import "strings"

// handleServices are the services that do not tell letter case apart in the
// names of their users.
var handleServices = map[string]bool{
	"WECHAT": true, "QQ": true, "TELEGRAM": true, "WHATSAPP": true, "LINE": true, "INSTAGRAM": true, "FACEBOOK": true,
	"TWITTER": true, "SKYPE": true, "WEIBO": true, "DOUYIN": true, "TIKTOK": true, "KAKAO": true,
}

// handle is the form of a user name: `SERVICE:name` in lower case without a
// leading @ where the service is known, otherwise as written.
func handle(service, s string) (Value, Issue) {
	service = strings.ToUpper(service)
	if service == "" {
		if head, _, ok := cutPrefix(s); ok && handleServices[head] {
			service = head
		}
	}
	if !handleServices[service] {
		if service != "" {
			s = service + ":" + stripPrefix(service, s)
		}
		return plain(s)
	}
	name := s
	for before := ""; name != before; {
		before = name
		name = strings.TrimLeft(stripPrefix(service, name), "@ ")
	}
	if name == "" {
		return refuse(Empty, "holds a service and no name")
	}
	issue := weakness(name)
	if strings.Contains(name, "*") {
		issue = masked
	}
	return Value{service + ":" + fold(name), service + ":" + name}, issue
}
