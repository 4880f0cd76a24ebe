package canon

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// A storefront's key is platform and shop id, never the registrable domain of
// its address: every shop of a marketplace shares that one.

var platformName = regexp.MustCompile(`^[a-z0-9._-]{1,40}$`)

// shopRule says where a marketplace's addresses hold the shop.
type shopRule struct {
	platform string
	host     string // domain of the marketplace
	sub      bool   // the label before the domain is the shop
	path     string // the path segment after which the shop stands
	query    string // the parameter that holds the shop
}

// shopRules is the built-in table of platforms. A platform may have several
// rules; the first that finds a shop holds.
var shopRules = []shopRule{
	{platform: "taobao", host: "taobao.com", sub: true},
	{platform: "tmall", host: "tmall.com", sub: true},
	{platform: "tmall", host: "tmall.hk", sub: true},
	{platform: "1688", host: "1688.com", sub: true},
	{platform: "jd", host: "mall.jd.com", path: "index-"},
	{platform: "pinduoduo", host: "yangkeduo.com", query: "mall_id"},
	{platform: "aliexpress", host: "aliexpress.com", path: "store"},
	{platform: "dhgate", host: "dhgate.com", path: "store"},
	{platform: "ebay", host: "ebay.com", path: "str"},
	{platform: "ebay", host: "ebay.com", path: "usr"},
	{platform: "etsy", host: "etsy.com", path: "shop"},
	{platform: "amazon", host: "amazon.com", query: "seller"},
	{platform: "amazon", host: "amazon.com", query: "me"},
	{platform: "temu", host: "temu.com", query: "mall_id"},
}

// ownHosts are labels of marketplaces that are no shops.
var ownHosts = regexp.MustCompile(`^(www|m|h5|item|detail|s|list|login|shop|store|mall|world|market|s\.click|chaoshi|pages|cart|trade|i)$`)

// BuiltinPlatform reports whether the built-in table knows the platform.
func BuiltinPlatform(platform string) bool {
	for _, r := range shopRules {
		if r.platform == platform {
			return true
		}
	}
	return false
}

// Platform returns the form of a platform's name, false when it cannot be one:
// `[a-z0-9._-]{1,40}`, letters in any case, and no word that begins the keys of
// other nodes.
func Platform(raw string) (string, bool) {
	s := strings.ToLower(Line(raw))
	_, kind := entity.ParseKind(s)
	return s, platformName.MatchString(s) && !kind
}

// Storefront returns the key of a shop of a platform.
func Storefront(platform, shopID string) (entity.Key, Issue) {
	id := Line(shopID)
	switch {
	case id == "":
		return entity.Key{}, Issue{Empty, Refuses, "is empty"}
	case len(platform)+1+len(id) > maxID:
		return entity.Key{}, Issue{TooLong, Refuses, "is too long for a shop id"}
	}
	return entity.Key{Kind: entity.KindStorefront, ID: platform + ":" + id}, Issue{}
}

// StorefrontReference reads a storefront as people write it: `platform:shop`
// where known tells that the first part is a platform, otherwise a bare id of
// the default platform, whatever colons it holds.
func StorefrontReference(raw string, known func(platform string) bool) (entity.Key, Issue) {
	s := Line(raw)
	if head, tail, ok := strings.Cut(s, ":"); ok && tail != "" && platformName.MatchString(head) && known(head) {
		return Storefront(head, tail)
	}
	return Storefront(entity.DefaultPlatform, s)
}

// ShopURL returns the shop id that an address holds. On a marketplace of the
// built-in table that is what its rule finds; an address without a shop is
// UNKNOWN_SHOP, because it would join every shop of the place. Elsewhere it is
// host and path.
func ShopURL(raw string) (shopID string, issue Issue) {
	s := Line(raw)
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || strings.ContainsAny(u.Hostname(), " ,;") {
		return "", Issue{BadURL, Refuses, "is not the address of a page"}
	}
	host := strings.ToLower(strings.Trim(u.Hostname(), "."))
	for i, r := range shopRules {
		if host != r.host && !strings.HasSuffix(host, "."+r.host) {
			continue
		}
		for _, r := range shopRules[i:] {
			if host == r.host || strings.HasSuffix(host, "."+r.host) {
				if shop := r.find(host, u); shop != "" {
					return shop, Issue{}
				}
			}
		}
		return "", Issue{UnknownShop, Refuses, "is a page of a marketplace that names no shop"}
	}
	return Line(strings.TrimPrefix(host, "www.") + strings.TrimRight(u.EscapedPath(), "/")), Issue{}
}

func (r *shopRule) find(host string, u *url.URL) string {
	switch {
	case r.sub:
		label := strings.TrimSuffix(strings.TrimSuffix(host, r.host), ".")
		label = strings.TrimPrefix(strings.TrimPrefix(label, "m."), "www.")
		if ownHosts.MatchString(label) || strings.Contains(label, ".") {
			return ""
		}
		return label
	case r.query != "":
		return Line(u.Query().Get(r.query))
	}
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	for i, s := range segments {
		if s == r.path && i+1 < len(segments) {
			return Line(strings.ToLower(segments[i+1]))
		}
		if rest, ok := strings.CutPrefix(s, r.path); ok && strings.HasSuffix(r.path, "-") {
			return strings.TrimSuffix(rest, ".html")
		}
	}
	return ""
}
