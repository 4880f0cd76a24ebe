package canon

import (
	_ "embed"
	"encoding/csv"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed platforms.csv
var platformsFile string

//go:embed shortlinks.txt
var shortLinksFile string

//go:embed commonhosts.txt
var commonHostsFile string

// shopRule says where the addresses of a platform hold the shop. Its syntax is
// told at the head of platforms.csv.
type shopRule struct {
	platform string
	host     *regexp.Regexp // of the whole host
	path     *regexp.Regexp // from the path's beginning
	query    string         // the parameter that holds the shop, "" for none
	number   bool           // it is a number
	as       string
	fold     bool
	not      []string
}

// platformTable is what platforms.csv, shortlinks.txt and commonhosts.txt say.
type platformTable struct {
	rules  map[string][]shopRule // by the domain that they are about, without sub-domains
	names  map[string]bool
	short  map[string]bool
	common map[string]bool // hosts of everybody, with all below them
}

// platforms reads the tables when a shop's address is first met. A test
// compiles and tries every row.
var platforms = sync.OnceValue(func() *platformTable {
	t := &platformTable{rules: map[string][]shopRule{}, names: map[string]bool{}, short: hostList(shortLinksFile), common: hostList(commonHostsFile)}
	r := csv.NewReader(strings.NewReader(platformsFile))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		return t
	}
	for _, row := range rows[1:] {
		t.add(row)
	}
	return t
})

func hostList(text string) map[string]bool {
	hosts := map[string]bool{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			hosts[line] = true
		}
	}
	return hosts
}

// isCommon reports whether a host, or one that it lies below, is everybody's.
func (t *platformTable) isCommon(host string) bool {
	for rest, ok := host, true; ok; _, rest, ok = strings.Cut(rest, ".") {
		if t.common[rest] {
			return true
		}
	}
	return false
}

func (t *platformTable) add(row []string) {
	rule := shopRule{platform: row[0], as: row[2], fold: row[3] == "fold", not: strings.Fields(row[4])}
	address, query, _ := strings.Cut(row[1], "?")
	host, path, _ := strings.Cut(address, "/")
	if name, value, ok := strings.Cut(query, "="); ok {
		rule.query, rule.number = name, value == "{n}"
	}
	rule.host, rule.path = hostPattern(host), pathPattern(path)
	t.names[rule.platform] = true
	for _, domain := range domainsOf(host) {
		t.rules[domain] = append(t.rules[domain], rule)
	}
}

// domainsOf returns the domains that a host pattern is about: the labels
// behind the last placeholder, once for each ending.
func domainsOf(host string) []string {
	base, endings := host, []string{""}
	if i := strings.LastIndex(host, ".{"); i > 0 && strings.HasSuffix(host, "}") {
		base, endings = host[:i], strings.Split(host[i+2:len(host)-1], ",")
		for k := range endings {
			endings[k] = "." + endings[k]
		}
	}
	labels := strings.Split(base, ".")
	keep := 1
	if endings[0] == "" {
		keep = 2
	}
	base = strings.Join(labels[len(labels)-keep:], ".")
	out := make([]string, len(endings))
	for i, e := range endings {
		out[i] = base + e
	}
	return out
}

// hostPattern compiles a host; groups are the shop's parts and tld.
func hostPattern(host string) *regexp.Regexp {
	tail := ""
	if i := strings.LastIndex(host, ".{"); i > 0 && strings.HasSuffix(host, "}") {
		endings := strings.Split(regexp.QuoteMeta(host[i+2:len(host)-1]), ",")
		host, tail = host[:i], `\.(?P<tld>`+strings.Join(endings, "|")+`)`
	}
	p := regexp.QuoteMeta(host)
	p = strings.NewReplacer(`\*\.`, `(?:[^/]+\.)?`, `\{shop\}`, `(?P<shop>[^./]+)`, `\{n\}`, `(?P<shop>[0-9]+)`).Replace(p)
	return regexp.MustCompile(`^` + p + tail + `$`)
}

// pathPattern compiles a path; no path is any.
func pathPattern(path string) *regexp.Regexp {
	if path == "" {
		return regexp.MustCompile(`^/`)
	}
	p := regexp.QuoteMeta(path)
	p = strings.NewReplacer(`\*\*/`, `(?:[^/]+/)*`, `\*\*`, `.*`, `\*`, `[^/]*`, `\{shop\}`, `(?P<shop>[^/]+)`, `\{n\}`, `(?P<shop>[0-9]+)`).Replace(p)
	return regexp.MustCompile(`^/` + p + `(?:/|$)`)
}

// of returns the rules for a host, and whether the host belongs to a platform
// at all.
func (t *platformTable) of(host string) ([]shopRule, bool) {
	for rest := host; ; {
		if rules, ok := t.rules[rest]; ok {
			return rules, true
		}
		_, after, ok := strings.Cut(rest, ".")
		if !ok {
			return nil, false
		}
		rest = after
	}
}

// byDomain returns the platform that a domain is the whole of. Where shops are
// numbered country by country a domain says more than the platform.
func (t *platformTable) byDomain(domain string) (string, bool) {
	for _, r := range t.rules[domain] {
		if strings.Contains(r.as, "{tld}") {
			return "", false
		}
		if base := "x." + domain; r.host.MatchString(domain) || r.host.MatchString(base) {
			return r.platform, true
		}
	}
	return "", false
}

// notShops are sub-domains of platforms that are no shops, and words for "no
// shop chosen".
var notShops = regexp.MustCompile(`^(www|m|h5|wap|mobile|item|items|detail|s|list|login|shop|store|stores|mall|world|market|chaoshi|pages|cart|trade|i|en|fm|` +
	`search|sell|seller|help|my|api|img|cdn|static|blog|about|click|so|home|buyer|order|account|passport|reg|login|rule|open|ai|ju|sec|hk|air|work|show|admin)$`)

// find returns the shop that an address of the rule's host holds.
func (r *shopRule) find(host string, u *url.URL) (string, bool) {
	h := r.host.FindStringSubmatch(host)
	if h == nil {
		return "", false
	}
	p := r.path.FindStringSubmatch("/" + strings.TrimPrefix(u.Path, "/"))
	if p == nil {
		return "", false
	}
	var parts []string
	tld := ""
	for i, name := range r.host.SubexpNames() {
		switch name {
		case "shop":
			if notShops.MatchString(h[i]) {
				return "", false
			}
			parts = append(parts, h[i])
		case "tld":
			tld = h[i]
		}
	}
	for i, name := range r.path.SubexpNames() {
		if name == "shop" {
			parts = append(parts, p[i])
		}
	}
	if r.query != "" {
		v := u.Query().Get(r.query)
		if v == "" || r.number && strings.Trim(v, "0123456789") != "" {
			return "", false
		}
		parts = append(parts, v)
	}
	return r.write(parts, tld)
}

func (r *shopRule) write(parts []string, tld string) (string, bool) {
	shop := Line(strings.Join(parts, "/"))
	if r.fold {
		shop = strings.ToLower(shop)
	}
	if shop == "" || slices.Contains(r.not, strings.ToLower(shop)) {
		return "", false
	}
	if r.as != "" {
		shop = strings.NewReplacer("{shop}", shop, "{n}", shop, "{tld}", tld).Replace(r.as)
	}
	return Line(shop), true
}
