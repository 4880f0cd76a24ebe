package canon

import "strings"

// email is the form of an e-mail address: lower case, one @. Tags and dots of
// particular providers stay.
func email(s string) (Value, Issue) {
	if issue := weakness(s); issue.Code != "" {
		return Value{fold(s), s}, issue
	}
	if strings.Contains(s, "*") {
		return Value{fold(s), s}, masked
	}
	id := fold(s)
	local, host, ok := strings.Cut(id, "@")
	if !ok || local == "" || host == "" || strings.ContainsAny(id, " ,;<>") || strings.Contains(host, "@") || strings.Trim(host, ".") != host {
		return refuse(EmailInvalid, "is not one e-mail address (name@host)")
	}
	return Value{id, s}, Issue{}
}
