package canon_test

import (
	"fmt"
	"testing"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

type written struct {
	kind        entity.Kind
	scheme, raw string
}

// mixedRows writes identifiers as a marketplace's export has them: no two
// alike, so that no cache helps.
func mixedRows(n int) []written {
	rows := make([]written, n)
	for i := range rows {
		serial := i * 7919 % 1000003
		switch i % 20 {
		case 0, 1, 2:
			rows[i] = written{entity.KindPhone, "", fmt.Sprintf("139 %04d %04d", serial/10000, serial%10000)}
		case 3:
			rows[i] = written{entity.KindPhone, "", fmt.Sprintf("+1 201 %03d %04d", 200+serial%700, serial%10000)}
		case 4:
			rows[i] = written{entity.KindPhone, "", fmt.Sprintf("0755-8%07d 转%d", serial, i%100)}
		case 5:
			rows[i] = written{entity.KindPhone, "", fmt.Sprintf("139****%04d", serial%10000)}
		case 6, 7, 8:
			rows[i] = written{entity.KindEmail, "", fmt.Sprintf("Shop.%d@Mail%d.example", serial, serial%97)}
		case 9:
			rows[i] = written{entity.KindEmail, "", fmt.Sprintf("店%d@例子%d.example", serial, serial%97)}
		case 10, 11:
			rows[i] = written{entity.KindPaymentAccount, "BANK_CN", fmt.Sprintf("6222 %04d %04d %04d", serial%10000, serial/100%10000, serial%9973)}
		case 12:
			rows[i] = written{entity.KindPaymentAccount, "ALIPAY", fmt.Sprintf("138%08d", serial)}
		case 13:
			rows[i] = written{entity.KindPaymentAccount, "ETH", fmt.Sprintf("0x%040x", serial*serial)}
		case 14:
			rows[i] = written{entity.KindPaymentAccount, "ETH", fmt.Sprintf("0xAb%038x", serial*serial)} // mixed case, so the checksum is computed
		case 15:
			rows[i] = written{entity.KindPaymentAccount, "BTC", fmt.Sprintf("1BvBMSEYstWetqTFn5Au4m4GF%08d", serial)}
		case 16:
			rows[i] = written{entity.KindHandle, "WECHAT", fmt.Sprintf("Shop_%d", serial)}
		case 17:
			rows[i] = written{entity.KindUSCC, "", fmt.Sprintf("91110000%08dXL", serial)}
		case 18:
			rows[i] = written{entity.KindImageHash, "", fmt.Sprintf("%016X", uint64(serial)*0x9e3779b97f4a7c15)}
		default:
			rows[i] = written{entity.KindPaymentAccount, "IBAN", fmt.Sprintf("DE89 3704 0044 %010d", serial)}
		}
	}
	return rows
}

// BenchmarkMixedRows canonicalises 100,000 rows at a time, of every kind and all
// different; the bar is 2.5 s on one core.
func BenchmarkMixedRows(b *testing.B) {
	rows := mixedRows(100_000)
	for b.Loop() {
		for _, r := range rows {
			canon.Canonicalise(r.kind, r.scheme, r.raw)
		}
	}
}
