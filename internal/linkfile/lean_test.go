package linkfile_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/linkfile"
)

// heard is everything that a reader hands out, and how it ends. Rows with the
// field "bad" are refused.
func heard(data string, bytewise bool) (out []string) {
	f := &linkfile.File{Name: "f.csv", Data: []byte(data)}
	judge := func(row string, bad bool) error {
		out = append(out, row)
		if bad {
			return &linkfile.Refusal{Message: "is bad", Remedy: "mend it"}
		}
		return nil
	}
	begin := func(header []string) error {
		out = append(out, fmt.Sprintf("%q", header))
		if header[0] == "no" {
			return errors.New("not this header")
		}
		return nil
	}
	var err error
	if bytewise {
		err = f.RowsBytes(func(header []string) (linkfile.TakeBytes, error) {
			return func(row [][]byte) error { return judge(fmt.Sprintf("%q", row), string(row[0]) == "bad") }, begin(header)
		})
	} else {
		err = f.Rows(func(header []string) (linkfile.Take, error) {
			return func(row []string) error { return judge(fmt.Sprintf("%q", row), row[0] == "bad") }, begin(header)
		})
	}
	return append(out, fmt.Sprint(err))
}

func FuzzRowsBytesAreRows(f *testing.F) {
	for _, text := range []string{
		"", "a", "a\n", "a,b\n1,2\n", "a,b\r\n1,2\r\n", "\ufeffa,b\n1,2", "a,b\n\n1,2\n\r\n3,4\r", "a,b\n1\n", "a,b\n1,2,3\n", "a,b\nbad,1\n",
		"a,b\n\n\nbad,1\n", "no,b\n1,2\n", "a,b\n\"1,5\",2\n", "a,b\n1,\"2\n", "a,b\n1,2\"\n", "a,b\n\rx,\r\r\n", "\n\n", ",\n,\n", "a\n\r\n\r", "\r", "\r\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d := cmp.Diff(heard(text, false), heard(text, true)); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	})
}
