package graph_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The README's queries, run as they stand there. What the README says of each
// answer is in the answer.
func TestReadmeTellsWhatIsAnswered(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```graphql\n(.*?)```(.*?)\n\n(?:\\*\\*|In order)").FindAllStringSubmatch(string(text), -1)
	said := [][]string{
		{"RING", "99.69"},
		{"31.63"},
		{"HUB"},
		{"PERIPHERAL", "25.10", "5 members claim a value that is proven for this storefront and for none of them: it may be framed."},
	}
	if len(blocks) != len(said) {
		t.Fatalf("the README has %d queries, want %d", len(blocks), len(said))
	}
	w := newSeedWorld(t)
	for i, b := range blocks {
		var answer json.RawMessage
		w.read(t, b[1], nil, &answer)
		prose := strings.Join(strings.Fields(b[2]), " ")
		for _, word := range said[i] {
			if !strings.Contains(string(answer), word) {
				t.Errorf("query %d: %q is not in the answer %.300s", i+1, word, answer)
			}
			if !strings.Contains(prose, word) {
				t.Errorf("query %d: the README does not say %q", i+1, word)
			}
		}
	}
}
