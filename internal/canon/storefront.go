package canon

import (
	"regexp"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// A storefront's key is platform and shop id, never the registrable domain of
// its address: every shop of a marketplace shares that one.

var platformName = regexp.MustCompile(`^[a-z0-9._-]{1,40}$`)

// BuiltinPlatform reports whether the built-in table knows the platform.
func BuiltinPlatform(platform string) bool {
	return platforms().names[platform]
}

// platformNames are what platforms of the built-in table call themselves.
var platformNames = map[string]string{
	"淘宝": "taobao", "淘宝网": "taobao", "天猫": "tmall", "京东": "jd", "拼多多": "pinduoduo", "抖音": "douyin", "快手": "kuaishou", "小红书": "xiaohongshu",
	"微店": "weidian", "速卖通": "aliexpress", "敦煌网": "dhgate", "亚马逊": "amazon", "虾皮": "shopee", "来赞达": "lazada", "有赞": "youzan",
}

// Platform returns the form of a platform's name, false when it cannot be one:
// `[a-z0-9._-]{1,40}`, letters in any case, and no word that begins the keys of
// other nodes. A platform of the built-in table is also known by its Chinese
// name and its domain.
func Platform(raw string) (string, bool) {
	s := strings.ToLower(Line(raw))
	if name, ok := platformNames[simplify(s)]; ok {
		return name, true
	}
	if name, ok := platforms().byDomain(withoutWWW(s)); ok {
		return name, true
	}
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
