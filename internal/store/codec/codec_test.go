package codec_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

func drawWhen(t *rapid.T) entity.When {
	const day = 24 * 60 * 60 * 1_000_000
	switch rapid.IntRange(0, 2).Draw(t, "precision") {
	case 1:
		return entity.When{Micros: rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "days") * day, Precision: entity.ToDay}
	case 2:
		return entity.When{Micros: rapid.Int64().Draw(t, "micros"), Precision: entity.ToInstant}
	}
	return entity.When{}
}

func drawClaim(t *rapid.T) entity.Claim {
	return entity.Claim{
		Record: entity.Record(rapid.Uint64().Draw(t, "record")), Class: entity.Class(rapid.IntRange(0, 4).Draw(t, "class")),
		Observed: drawWhen(t), Until: drawWhen(t),
	}
}

func drawAttr(t *rapid.T) entity.Attr {
	text := rapid.String()
	value := rapid.OneOf(
		rapid.Map(text, entity.String),
		rapid.Map(rapid.Int64(), entity.Int),
		rapid.Map(rapid.Float64(), entity.Float),
		rapid.Map(rapid.Bool(), entity.Bool),
		rapid.Map(rapid.SliceOf(text), func(s []string) entity.Value { return entity.List(s...) }),
		rapid.Custom(func(t *rapid.T) entity.Value { return entity.Time(drawWhen(t), text.Draw(t, "zone")) }),
	)
	return entity.Attr{Name: text.Draw(t, "name"), Value: value.Draw(t, "value"), Claim: drawClaim(t)}
}

func TestEncodingRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := entity.FoldClaims(rapid.SliceOfN(rapid.Custom(drawClaim), 0, 20).Draw(t, "claims"))
		blob := codec.AppendClaims(nil, claims)
		got, err := codec.Claims(blob)
		if d := cmp.Diff(claims, got, cmpopts.EquateEmpty()); err != nil || d != "" {
			t.Fatalf("claims: %v\n%s", err, d)
		}
		link := entity.Link{Claims: claims}
		first, last := link.Span()
		if class, f, l, err := codec.Summary(blob); err != nil || class != link.Class() || f != first || l != last {
			t.Fatalf("summary %v %v %v %v, want %v %v %v", class, f, l, err, link.Class(), first, last)
		}
		attrs := entity.FoldAttrs(rapid.SliceOfN(rapid.Custom(drawAttr), 0, 8).Draw(t, "attrs"))
		back, err := codec.Attrs(codec.AppendAttrs(nil, attrs))
		if d := cmp.Diff(attrs, back, cmpopts.EquateEmpty()); err != nil || d != "" {
			t.Fatalf("attributes: %v\n%s", err, d)
		}
	})
}

// fuzzSeeds are blobs of both sorts, whole and cut short.
func fuzzSeeds(f *testing.F) {
	claims := codec.AppendClaims(nil, []entity.Claim{
		{Record: 1, Class: entity.ClassDeclared, Observed: entity.Day(2026, 1, 1)},
		{Record: 1 << 33, Class: entity.ClassObserved, Observed: entity.Day(2026, 1, 1), Until: entity.When{Micros: 5, Precision: entity.ToInstant}},
	})
	attrs := codec.AppendAttrs(nil, []entity.Attr{
		{Name: "a", Value: entity.List("x", "")}, {Name: "b", Value: entity.Float(1.5)}, {Name: "c", Value: entity.Time(entity.Day(2026, 1, 1), "+08:00")},
		{Name: "d", Value: entity.Bool(true)}, {Name: "e", Value: entity.Int(-1)}, {Name: "f", Value: entity.String("y")},
	})
	for _, b := range [][]byte{claims, attrs, claims[:len(claims)-1], attrs[:9], {1, 255, 255, 255, 255, 15}, {2, 0}, {}} {
		f.Add(b)
	}
}

// What can be decoded is encoded to something that decodes to the same: no
// blob means two things.
func FuzzDecodeClaims(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		claims, err := codec.Claims(b)
		if _, _, _, e := codec.Summary(b); (e == nil) != (err == nil) {
			t.Fatalf("decoding says %v, summing up says %v", err, e)
		}
		if err != nil || !store.FoldedClaims(claims) {
			return
		}
		again, err := codec.Claims(codec.AppendClaims(nil, claims))
		if err != nil || cmp.Diff(claims, again) != "" {
			t.Fatalf("%v became %v (%v)", claims, again, err)
		}
	})
}

func FuzzDecodeAttrs(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		attrs, err := codec.Attrs(b)
		if err != nil {
			return
		}
		again, err := codec.Attrs(codec.AppendAttrs(nil, attrs))
		if err != nil || cmp.Diff(attrs, again, cmpopts.EquateEmpty()) != "" {
			t.Fatalf("%v became %v (%v)", attrs, again, err)
		}
	})
}
