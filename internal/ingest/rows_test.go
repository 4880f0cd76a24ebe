package ingest_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/ingest"
)

// TestBadRows holds which rows and fields are turned away, and why. The first
// row of each file is sound.
func TestBadRows(t *testing.T) {
	const links = "storefront,kind,value,evidence_class,observed_at,until,source,source_record_id,name,region\n"
	long := strings.Repeat("x", 10<<20)
	tests := []struct {
		name  string
		files files
		want  []string
	}{
		{"few and many fields", files{"links.csv": "storefront,kind,value\ns1,OTHER,v,,\ns1,OTHER\ns1,OTHER,v,w\n"},
			[]string{"links.csv:3 row  RAGGED_ROW", "links.csv:4 row  RAGGED_ROW"}},
		{"nothing in it", files{"links.csv": "storefront,kind,value\ns1,OTHER,v\n\n,,\n \n"},
			[]string{"links.csv:4 row  EMPTY", "links.csv:5 row  RAGGED_ROW"}},
		{"quotes", files{"links.csv": "storefront,kind,value\ns1,OTHER,\"v\n\"\ns1,OTHER,\"v\ns1,OTHER,w\ns1,OTHER,\"v\"x\n"},
			[]string{"links.csv:4 row  BAD_QUOTES", "links.csv:6 row  BAD_QUOTES"}},
		{"ten megabytes", files{"links.csv": links + "s1,OTHER,v,,,,,,,\ns1,OTHER," + long + ",,,,,,,\ns1,OTHER,v,,,,,," + long + ",\n"},
			[]string{"links.csv:3 row value TOO_LONG", "links.csv:4 field name TOO_LONG"}},
		{"twenty megabytes", files{"links.csv": links + "s1,OTHER,v,,,,,,,\n" + long + long + "\n"}, []string{"links.csv:3 row  TOO_LONG"}},
		{"a key too long", files{"links.csv": links + "s1,OTHER," + long[:3000] + ",,,,,,,\n" + long[:3000] + ",OTHER,v,,,,,,,\n"},
			[]string{"links.csv:2 row value TOO_LONG", "links.csv:3 row storefront TOO_LONG"}},
		{"NUL and bytes", files{"links.csv": links + strings.Repeat("s1,OTHER,é,,,,,,,\n", 2) + "s1,OTHER,a\x00b,,,,,,,\ns1,OTHER,v,,,,,,a\x00b,\ns1,OTHER,v\xff,,,,,,,\n"},
			[]string{"links.csv:4 row value ENCODING", "links.csv:5 field name ENCODING", "links.csv:6 row value ENCODING"}},
		{"missing", files{"links.csv": links + ",OTHER,v,,,,,,,\ns1,,v,,,,,,,\ns1,OTHER, ,,,,,,,\n"},
			[]string{"links.csv:2 row storefront MISSING_REQUIRED", "links.csv:3 row kind MISSING_REQUIRED", "links.csv:4 row value MISSING_REQUIRED"}},
		{"words", files{"links.csv": links + "s1,THING,v,,,,,,,\ns1,STOREFRONT,v,,,,,,,\ns1,OTHER,v,SEEN,,,,,,\n"},
			[]string{"links.csv:2 row kind BAD_ENUM", "links.csv:3 row kind BAD_ENUM", "links.csv:4 field evidence_class BAD_ENUM"}},
		{"dates", files{"links.csv": links + "s1,OTHER,v,,2024-02-30,,,,,\ns1,OTHER,v,,2026-06-03,,,,,\ns1,OTHER,v,,2024-01-02,2024-01-01,,,,\ns1,OTHER,v,,1800-01-01,,,,,\ns1,OTHER,v,,2026-06-02,2040-01-01,,,,\n"},
			[]string{"links.csv:2 field observed_at BAD_DATE", "links.csv:3 field observed_at FUTURE_DATE", "links.csv:4 field until BAD_DATE", "links.csv:5 field observed_at BAD_DATE"}},
		{"values", files{"links.csv": links + "s1,PHONE,138****8000,,,,,,,\ns1,PHONE,无,,,,,,,\ns1,PHONE,abc,,,,,,,\ns1,EMAIL,x,,,,,,,\ns1,OTHER,n/a,,,,,,,\ns1,OTHER,v,,,,,,,Nowhere\n"},
			[]string{"links.csv:2 field value MASKED_ONLY", "links.csv:3 field value PHONE_PLACEHOLDER", "links.csv:4 row value PHONE_INVALID",
				"links.csv:5 row value EMAIL_INVALID", "links.csv:6 field value PLACEHOLDER", "links.csv:7 field region REGION_UNKNOWN"}},
		{"one record, two contents", files{"links.csv": links + "s1,OTHER,v,OBSERVED,,,a,1,,\ns1,OTHER,v,OBSERVED,,,a,1,,\ns1,OTHER,v,DECLARED,,,a,1,,\ns1,OTHER,w,DECLARED,,,a,1,,\ns1,OTHER,v,DECLARED,,,b,1,,\n"},
			[]string{"links.csv:4 row source_record_id DUPLICATE_ID_CONFLICT"}},
		{"one id, two contents", files{"sellers.csv": "source,source_record_id,name\na,1,One\na,1,One\na,1,Two\nb,1,Two\n,1,Three\n,1,Four\n"},
			[]string{"sellers.csv:4 row source_record_id DUPLICATE_ID_CONFLICT", "sellers.csv:7 row source_record_id DUPLICATE_ID_CONFLICT"}},
		{"storefronts", files{"storefronts.csv": "platform,shop_id,url,opened_at,ship_to_regions\nx y,1,,,\n,1,,,\nx,,,,\nx,,https://www.taobao.com,,\nx,,http://%zz,,\nx,1,,never,440100;Here\nx,,https://shop.example/a,,\n"},
			[]string{"storefronts.csv:2 row platform UNKNOWN_PLATFORM", "storefronts.csv:3 row platform MISSING_REQUIRED", "storefronts.csv:4 row shop_id MISSING_REQUIRED",
				"storefronts.csv:5 row url UNKNOWN_SHOP", "storefronts.csv:6 row url BAD_URL", "storefronts.csv:7 field opened_at BAD_DATE", "storefronts.csv:7 field ship_to_regions REGION_UNKNOWN"}},
		{"references", files{
			"storefronts.csv":    "platform,shop_id,seller_ref\nx,1,seller:a:1\n",
			"sellers.csv":        "name,predecessor_seller_ref\nOne,seller:a:2\n",
			"addresses.csv":      "raw,owner_ref\n\"road 1, Springfield\",x:2\n\"road 2, Springfield\",complaint:a:1\n\"road 3, Springfield\",x:1\n",
			"complaints.csv":     "complaint_id,target_ref\nC1,x:2\nC2,\nC3,x:1\n",
			"test_purchases.csv": "purchase_id,storefront_ref,listing_ref,pay_to_account_ref\nT1,x:2,,\nT2,,listing:a:1,\nT3,x:1,,payment_account:a:9\nT4,x:1,,ALIPAY:ab***@mail.example\n",
			"enforcements.csv":   "subject_ref,step,at\nx:2,S,2025-01-01\nx:1,,2025-01-01\nx:1,S,soon\n"},
			[]string{"sellers.csv:2 field predecessor_seller_ref DANGLING_REF", "storefronts.csv:2 field seller_ref DANGLING_REF",
				"addresses.csv:2 field owner_ref DANGLING_REF", "addresses.csv:3 field owner_ref DANGLING_REF",
				"complaints.csv:2 row target_ref DANGLING_REF", "complaints.csv:3 row target_ref MISSING_REQUIRED",
				"test_purchases.csv:2 row storefront_ref DANGLING_REF", "test_purchases.csv:3 row listing_ref DANGLING_REF",
				"test_purchases.csv:4 field pay_to_account_ref DANGLING_REF", "test_purchases.csv:5 field pay_to_account_ref MASKED_ONLY",
				"enforcements.csv:2 row subject_ref DANGLING_REF", "enforcements.csv:3 row step MISSING_REQUIRED", "enforcements.csv:4 row at BAD_DATE"}},
		{"identifiers", files{
			"storefronts.csv":      "platform,shop_id\nx,1\n",
			"addresses.csv":        "raw,role,lat,datum,admin_code\n\"road 1, Springfield\",HOME,91,NAD27,Here\n",
			"contacts.csv":         "kind,value,owner_ref\nFAX,1,x:1\n,1,x:1\nPHONE,111111,x:1\n",
			"payment_accounts.csv": "scheme,value\nALIPAY,\nETH,ETH:\n",
			"sellers.csv":          "name,contact_phone,uscc\nOne,abc,1\n",
			"regions.csv":          "scheme,code,parent\nGB2260,44,\nGB2260,440100,440100\nGB2260,440100,Here\n"},
			[]string{"regions.csv:2 row code REGION_UNKNOWN", "regions.csv:3 field parent DANGLING_REF", "regions.csv:4 field parent REGION_UNKNOWN",
				"sellers.csv:2 field uscc USCC_CHECK", "sellers.csv:2 field contact_phone PHONE_INVALID",
				"payment_accounts.csv:2 row value MISSING_REQUIRED", "payment_accounts.csv:3 row value EMPTY",
				"addresses.csv:2 field role BAD_ENUM", "addresses.csv:2 field lat BAD_NUMBER", "addresses.csv:2 field datum BAD_ENUM", "addresses.csv:2 field admin_code REGION_UNKNOWN",
				"contacts.csv:2 row kind BAD_ENUM", "contacts.csv:3 row kind MISSING_REQUIRED", "contacts.csv:4 field value PHONE_PLACEHOLDER"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			r := d.mustLoad(tt.files)
			if diff := cmp.Diff(tt.want, d.rejected()); diff != "" {
				t.Errorf("rejects (-want +got):\n%s", diff)
			}
			conserved(t, r, tt.files)
			whole(t, d, tt.files)
		})
	}
}

// conserved checks that the outcomes add up, in total, by file, and with the
// reject lines.
func conserved(t testing.TB, r *ingest.Report, fs files) {
	t.Helper()
	rows, rejected := 0, 0
	for _, f := range r.Files {
		if f.Accepted+f.AcceptedWithWarnings+f.Rejected+f.Unchanged != f.RowsIn {
			t.Errorf("%s: %+v does not add up", f.Name, f)
		}
		if int64(len(fs[f.Name])) != f.Bytes {
			t.Errorf("%s: %d bytes, want %d", f.Name, f.Bytes, len(fs[f.Name]))
		}
		rows += f.RowsIn
		rejected += f.Rejected
	}
	if rows != r.RowsIn || rejected != r.Rejected || r.Accepted+r.AcceptedWithWarnings+r.Rejected+r.Unchanged != rows {
		t.Errorf("total %d/%d/%d/%d of %d, files have %d rows", r.Accepted, r.AcceptedWithWarnings, r.Rejected, r.Unchanged, r.RowsIn, rows)
	}
}

// whole checks the reject lines against the originals, byte by byte.
func whole(t testing.TB, d *desk, originals files) {
	t.Helper()
	for _, l := range d.rejectLines() {
		raw := l["raw_row"].(string)
		at := int(l["byte_offset"].(float64))
		original := originals[l["file"].(string)][at:]
		if !strings.HasPrefix(strings.ToValidUTF8(original[:min(len(original), len(raw)+8)], "\uFFFD"), strings.TrimRight(raw, "\uFFFD")) {
			t.Errorf("%s:%v: raw_row is not what stands at byte %d", l["file"], l["line"], at)
		}
		if l["message"] == "" || l["rule_version"] == "" || l["kind"] == "" {
			t.Errorf("incomplete line %v", l)
		}
	}
}

func TestMessagesHoldNoValues(t *testing.T) {
	d := newDesk(t)
	secret := "13900009999"
	_, err := d.load(files{
		"sellers.csv": "source,source_record_id,name,contact_phone\n" + strings.Repeat("a,"+secret+","+secret+","+secret+"!\n", 2) + "a," + secret + ",x,\n",
		"links.csv":   "storefront,kind,value,evidence_class,observed_at\n" + strings.Join([]string{secret, "EMAIL", secret, secret, secret}, ",") + "\n" + secret + ",PHONE," + secret + "\xff,,\n" + secret + ",é,,,\n" + secret + ",é,,,\n",
	})
	wantKind(t, err, errs.Rejected)
	texts := []string{err.Error()}
	for _, l := range d.rejectLines() {
		texts = append(texts, l["message"].(string))
	}
	if len(texts) < 6 {
		t.Errorf("only %d messages: %q", len(texts), texts)
	}
	for _, text := range texts {
		if strings.Contains(text, secret) {
			t.Errorf("a message holds a value: %s", text)
		}
	}
}

func TestMaxRejects(t *testing.T) {
	fs := files{"links.csv": "storefront,kind,value\n" + strings.Repeat("s1,OTHER,v\n", 99) + "s1,NO,v\n"}
	for _, tt := range []struct {
		share float64
		exit  int
	}{{0, 0}, {0.5, 0}, {0.005, 3}, {-1, 3}} {
		d := newDesk(t)
		d.tweak = func(o *ingest.Options) { o.MaxRejects = tt.share }
		r, err := d.load(fs)
		if errs.Exit(err) != tt.exit {
			t.Errorf("share %g: %v, want exit %d", tt.share, err, tt.exit)
		}
		if r == nil || r.Accepted != 99 || r.Generation != 1 {
			t.Errorf("share %g: the sound rows are not loaded: %+v", tt.share, r)
		}
	}
}

func TestDryRunWritesReportsOnly(t *testing.T) {
	d := newDesk(t)
	d.tweak = func(o *ingest.Options) { o.DryRun = true }
	r := d.mustLoad(small())
	if r.RowsIn != 20 || r.Load != 0 || r.Generation != 0 || len(d.vault.Files()) != 0 {
		t.Errorf("rows %d, load %d, files %d", r.RowsIn, r.Load, len(d.vault.Files()))
	}
	if info, err := d.graph.Info(t.Context()); err != nil || info.Nodes != 0 {
		t.Errorf("the store was touched: %+v %v", info, err)
	}
	for _, name := range []string{ingest.ReportFile, ingest.RejectsFile} {
		if _, err := os.Stat(filepath.Join(d.out, name)); err != nil {
			t.Error(err)
		}
	}
}

func TestDefaultClasses(t *testing.T) {
	const header = "storefront,kind,value,evidence_class\n"
	rows := "s,ADDRESS,a,\ns,PAYMENT_ACCOUNT,b,\ns,PHONE,+1 201 555 0100,\ns,EMAIL,a@b.example,\ns,HANDLE,h,\ns,DOMAIN,d.example,\ns,DEVICE,e,\n" +
		"s,IMAGE_HASH,i,\ns,TEMPLATE,t,\ns,USCC,91110000600037341L,\ns,OTHER,o,\n"
	want := map[string]int{"ADDRESS DECLARED": 1, "PAYMENT_ACCOUNT OBSERVED": 1, "PHONE DECLARED": 1, "EMAIL DECLARED": 1, "HANDLE DECLARED": 1,
		"DOMAIN OBSERVED": 1, "DEVICE OBSERVED": 1, "IMAGE_HASH OBSERVED": 1, "TEMPLATE OBSERVED": 1, "USCC DECLARED": 1, "OTHER DECLARED": 1}
	t.Run("by kind", func(t *testing.T) {
		d := newDesk(t)
		if diff := cmp.Diff(want, d.mustLoad(files{"links.csv": header + rows}).Files[0].DefaultClasses); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("by option", func(t *testing.T) {
		d := newDesk(t)
		d.tweak = func(o *ingest.Options) { o.Class = entity.ClassInferred }
		for class := range d.mustLoad(files{"links.csv": header + rows}).Files[0].DefaultClasses {
			if !strings.HasSuffix(class, " INFERRED") {
				t.Errorf("got %s", class)
			}
		}
	})
	t.Run("a slip never strengthens", func(t *testing.T) {
		d := newDesk(t)
		d.mustLoad(files{"links.csv": header + "s,DEVICE,e,INFERED\ns,DEVICE,f,O\x00BSERVED\ns,DEVICE,g,observed\n"})
		got := strings.Join(dump(t, d.graph, withoutRecord), "\n")
		for value, class := range map[string]string{"e": "INFERRED", "f": "INFERRED", "g": "OBSERVED"} {
			if want := fmt.Sprintf("default:s -HAS_DEVICE-> device:%s %s", value, class); !strings.Contains(got, want) {
				t.Errorf("want %s in\n%s", want, got)
			}
		}
	})
}

func TestTimes(t *testing.T) {
	for raw, want := range map[string]string{
		"2024-01-02":                "2024-01-02",
		"2024/01/02":                "2024-01-02",
		"20240102":                  "2024-01-02",
		"2024-01-02T03:04:05Z":      "2024-01-02T03:04:05Z",
		"2024-01-02t03:04:05+08:00": "2024-01-01T19:04:05Z",
		"2024-01-02 03:04:05.5":     "2024-01-01T19:04:05.5Z",
		"2024-01-02 03:04":          "2024-01-01T19:04:00Z",
		"2024-01-02T03:04+0100":     "2024-01-02T02:04:00Z",
		"02/01/2024":                "",
		"1704164645":                "",
		"2024-13-01":                "",
	} {
		d := newDesk(t)
		d.tweak = func(o *ingest.Options) { o.Timezone = "Asia/Shanghai" }
		d.mustLoad(files{"links.csv": "storefront,kind,value,observed_at\ns,DEVICE,e," + raw + "\n"})
		if got := strings.Join(dump(t, d.graph, withoutRecord), "\n"); !strings.HasSuffix(got, strings.TrimSpace("device:e\ndevice:e OBSERVED "+want)) &&
			!strings.Contains(got, strings.TrimSpace("-> device:e OBSERVED "+want)+"\n") {
			t.Errorf("%s: want %q in\n%s", raw, want, got)
		}
	}
}

func TestTwoColumns(t *testing.T) {
	d := newDesk(t)
	d.tweak = func(o *ingest.Options) { o.Columns = map[string]string{"Shop": "storefront", "Account": "value"} }
	path := filepath.Join(write(t, files{"export.csv": "shop,account,colour\ns1,ETH:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed,red\ns2,ETH:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed,\n"}), "export.csv")
	r, err := d.loadPaths(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	want := lines("default:s1", "default:s1 -PAID_TO-> payment_account:ETH:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed OBSERVED", "default:s2", "default:s2 -PAID_TO-> payment_account:ETH:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed OBSERVED",
		"payment_account:ETH:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "payment_account:ETH:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed display=ETH:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed OBSERVED")
	if diff := cmp.Diff(want, lines(dump(t, d.graph, withoutRecord)...)); diff != "" {
		t.Errorf("graph (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"colour": 1}, maps.Clone(r.Files[0].UnknownColumns)); diff != "" {
		t.Errorf("unknown columns (-want +got):\n%s", diff)
	}
}

func TestPrefixThatIsNoPlatform(t *testing.T) {
	d := newDesk(t)
	r := d.mustLoad(files{"links.csv": "storefront,kind,value\ntaoyi:s1,OTHER,v\nhttps://a.example,OTHER,v\n"})
	if got := strings.Join(r.Notes, "\n"); !strings.Contains(got, "taoyi 1.") || strings.Contains(got, "https") {
		t.Errorf("notes %s", got)
	}
}
