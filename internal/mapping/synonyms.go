package mapping

import "strings"

// meaning is what a column is about.
type meaning string

// The meanings that are told apart.
const (
	aShop      meaning = "shop"
	aShopName  meaning = "shop name"
	aSeller    meaning = "seller"
	aPhone     meaning = "telephone"
	anEmail    meaning = "e-mail"
	anAddress  meaning = "address"
	anAccount  meaning = "payment account"
	aScheme    meaning = "scheme of accounts"
	aWechat    meaning = "WeChat"
	aQQ        meaning = "QQ"
	aURL       meaning = "URL"
	aPlatform  meaning = "platform"
	aTime      meaning = "time of observation"
	aRegion    meaning = "region"
	anID       meaning = "record id"
	aSource    meaning = "source"
	aUSCC      meaning = "business number"
	aDevice    meaning = "device"
	anImage    meaning = "picture"
	aStatus    meaning = "status"
	aLatitude  meaning = "latitude"
	aLongitude meaning = "longitude"
)

// synonyms are words that headers use, as Name writes them. A header that is
// one of them, or holds one of the Chinese ones, has the meaning; the first
// line that fits wins, so that 店铺名称 is no 店铺.
var synonyms = [...]struct {
	meaning meaning
	words   string
}{
	{aShopName, "shop_name store_name storefront_name title 店铺名称 店铺名 店名 网店名称 商铺名称"},
	{aPlatform, "platform marketplace site 平台 电商平台 渠道"},
	{aScheme, "scheme payment_method pay_type coin currency_chain 收款方式 支付方式 账户类型 账号类型"},
	{anAccount, "account payment_account account_no account_number bank_account iban card card_no wallet paypal alipay 收款账号 收款账户 银行账号 银行账户 银行卡号 卡号 支付宝账号 支付宝 账号"},
	{aURL, "url link website shop_url store_url 网址 链接 店铺链接 店铺网址"},
	{anID, "id record_id row_id uuid 编号 序号 记录号 记录编号"},
	{aShop, "shop shop_id storefront store store_id shopid seller_shop host 店铺 网店 店铺id 店铺编号 商铺"},
	{aSeller, "seller seller_name merchant vendor company company_name owner operator 卖家 商家 公司名称 企业名称 经营者 法人"},
	{aUSCC, "uscc credit_code business_number registration_no 统一社会信用代码 信用代码 营业执照号"},
	{aPhone, "phone telephone tel mobile cell contact_phone phone_number mobile_phone 手机 手机号 手机号码 电话 联系电话 联系方式"},
	{anEmail, "email e_mail mail contact_email 邮箱 电子邮箱 电子邮件 邮件"},
	{aWechat, "wechat weixin wechat_id 微信 微信号"},
	{aQQ, "qq qq_number qq号"},
	{anAddress, "address addr ship_from return_address street raw 地址 发货地址 退货地址 详细地址 注册地址 收货地址"},
	{aRegion, "region region_code adcode admin_code area_code province city 地区 省份 省 城市 区划代码 行政区划 发货地"},
	{aDevice, "device device_id imei fingerprint 设备 设备号 设备指纹"},
	{anImage, "image_hash phash dhash image 图片哈希 图片指纹"},
	{aTime, "observed_at seen first_seen last_seen date time timestamp collected_at created_at crawled_at 时间 日期 采集时间 发现时间 创建时间 抓取时间"},
	{aStatus, "status state 状态 店铺状态"},
	{aSource, "source origin 来源 数据来源"},
	{aLatitude, "lat latitude 纬度"},
	{aLongitude, "lon lng long longitude 经度"},
}

// byHeader returns what the name of a column says it is about.
func byHeader(name string) (meaning, bool) {
	for _, s := range synonyms {
		for word := range strings.FieldsSeq(s.words) {
			if name == word {
				return s.meaning, true
			}
		}
	}
	for _, s := range synonyms {
		for word := range strings.FieldsSeq(s.words) {
			if word[0] >= 0x80 && len([]rune(word)) > 1 && strings.Contains(name, word) {
				return s.meaning, true
			}
		}
	}
	return "", false
}
