package investigate_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/region"
)

// BenchmarkHotspots asks for prefectures in a store of 100,000 storefronts,
// 10,000 of them in rings of five: counting and reckoning. The first answer
// also reads the store; how long that takes is told beside.
func BenchmarkHotspots(b *testing.B) {
	const shops = 100_000
	codes := prefectureCodes(b)
	in, data := b.TempDir(), b.TempDir()
	write := func(name, header string, line func(i int) string, n int) {
		f, err := os.Create(filepath.Join(in, name))
		if err != nil {
			b.Fatal(err)
		}
		w := bufio.NewWriter(f)
		fmt.Fprintln(w, header)
		for i := range n {
			fmt.Fprintln(w, line(i))
		}
		if err := w.Flush(); err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
	write("storefronts.csv", "platform,shop_id,ship_from_region", func(i int) string {
		return fmt.Sprintf("p,s%d,%s", i, codes[i/5*7919%len(codes)])
	}, shops)
	write("links.csv", "storefront,kind,value,evidence_class", func(i int) string {
		shop, value := i/2, i%2
		return fmt.Sprintf("p:s%d,PAYMENT_ACCOUNT,ALIPAY:v%dx%d@pay.example,OBSERVED", shop, shop/5, value)
	}, 20_000)
	s, err := investigate.Open(context.Background(), investigate.Options{Data: data, Create: true, Random: rand.Reader, Now: time.Now, Log: zerolog.Nop()})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Load(context.Background(), investigate.LoadRequest{Paths: []string{in}}); err != nil {
		b.Fatal(err)
	}
	if _, err := s.Detect(context.Background(), investigate.DetectRequest{}); err != nil {
		b.Fatal(err)
	}
	begin := time.Now()
	r, err := s.Hotspots(context.Background(), investigate.DefaultHotspotRequest())
	if err != nil {
		b.Fatal(err)
	}
	first := time.Since(begin)
	for b.Loop() {
		if r, err = s.Hotspots(context.Background(), investigate.DefaultHotspotRequest()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(first.Milliseconds()), "ms-first")
	b.ReportMetric(float64(r.Coverage.Placed), "storefronts")
	b.ReportMetric(float64(r.Rings), "rings")
}

// prefectureCodes lists codes of prefectures in force.
func prefectureCodes(b *testing.B) []string {
	table, err := region.Shipped()
	if err != nil {
		b.Fatal(err)
	}
	var out []string
	for code := 110_000; code < 660_000; code += 100 {
		if r, ok := table.Region(fmt.Sprintf("GB2260:%d", code)); ok && r.Level == region.Prefecture {
			out = append(out, r.Code())
		}
	}
	return out
}
