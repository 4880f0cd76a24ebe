package ingest_test

import (
	"testing"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ingest"
)

func TestName(t *testing.T) {
	phone := entity.Key{Kind: entity.KindPhone, ID: "+8613958317264"}
	email := entity.Key{Kind: entity.KindEmail, ID: "wang.li@example.com"}
	account := entity.Key{Kind: entity.KindPaymentAccount, ID: "ALIPAY:2088001234567890"}
	address := entity.Key{Kind: entity.KindAddress, ID: "浙江省杭州市文一路1号"}
	for name, c := range map[string]struct {
		key  entity.Key
		text string
		want bool
	}{
		"as it is":               {phone, "+8613958317264", true},
		"national":               {phone, "13958317264", true},
		"with separators":        {phone, "(139) 5831-7264", true},
		"full width":             {phone, "１３９５８３１７２６４", true},
		"in a sentence":          {phone, "call 139 5831 7264 now", true},
		"in Chinese":             {phone, "电话13958317264谢谢", true},
		"after another number":   {phone, "12, 13958317264", true},
		"longer number":          {phone, "139583172645", false},
		"end of a card":          {phone, "622213958317264", false},
		"masked":                 {phone, "139****7264", false},
		"any letter case":        {email, "Wang.Li@EXAMPLE.com", true},
		"another box":            {email, "xwang.li@example.com", false},
		"another domain":         {email, "wang.li@example.community", false},
		"account alone":          {account, "2088001234567890", true},
		"account in groups":      {account, "2088 0012 3456 7890", true},
		"account of one more":    {account, "20880012345678901", false},
		"address in a longer":    {address, "寄到浙江省杭州市文一路1号，二楼", true},
		"another house":          {address, "浙江省杭州市文一路12号", false},
		"too short to be a part": {entity.Key{Kind: entity.KindHandle, ID: "QQ:123456"}, "order 123456", false},
		"short and alone":        {entity.Key{Kind: entity.KindHandle, ID: "QQ:123456"}, "123456", true},
		"shorter still":          {entity.Key{Kind: entity.KindHandle, ID: "QQ:12345"}, "12345", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := ingest.NewName(c.key).In(c.text); got != c.want {
				t.Errorf("%q in %q: %v", c.key.ID, c.text, got)
			}
		})
	}
}
