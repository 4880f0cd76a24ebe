package standing_test

import (
	"reflect"
	"testing"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/standing"
)

// Every node that a group names must be named anew, whatever fields a group
// may get in time: a forgotten one would point at somebody else.
func TestEveryNodeOfAGroupIsRenamed(t *testing.T) {
	plain := map[string]bool{"Bond.Users": true, "Member.Rival": true} // no nodes: a count, and a group
	var g community.Group
	filled(reflect.ValueOf(&g).Elem())
	shift := func(v int32) int32 { return v + 1000 }
	got := standing.Renamed(&g, shift, shift, func(rival int32) int32 { return rival + 2000 })
	seen := 0
	nodes(reflect.ValueOf(got), "", func(field string, v int64) {
		seen++
		switch want := int64(1007); {
		case field == "Member.Rival" && v != 2007, field != "Member.Rival" && plain[field] && v != 7, !plain[field] && v != want:
			t.Errorf("%s is %d", field, v)
		}
	})
	if seen < 8 {
		t.Errorf("looked at %d nodes only", seen)
	}
	nodes(reflect.ValueOf(g), "", func(field string, v int64) {
		if v != 7 {
			t.Errorf("%s of the original was written to", field)
		}
	})
}

// filled puts a 7 wherever a node may stand.
func filled(v reflect.Value) {
	switch v.Kind() {
	case reflect.Int32:
		v.SetInt(7)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		filled(v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			filled(v.Field(i))
		}
	}
}

// nodes visits what filled filled, with the type and field it stands in.
func nodes(v reflect.Value, field string, visit func(field string, v int64)) {
	switch v.Kind() {
	case reflect.Int32:
		visit(field, v.Int())
	case reflect.Pointer:
		nodes(v.Elem(), field, visit)
	case reflect.Slice:
		for i := range v.Len() {
			nodes(v.Index(i), field, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			nodes(v.Field(i), v.Type().Name()+"."+v.Type().Field(i).Name, visit)
		}
	}
}
