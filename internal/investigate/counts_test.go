package investigate_test

import (
	"testing"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

// Nothing vanishes: each link ties, or is counted under the reason why not.
func TestEveryLinkIsCounted(t *testing.T) {
	r, err := investigate.DetectFile(t.Context(), investigate.FileRequest{Links: "../../seed/input/links.csv", Objective: "ties"})
	if err != nil {
		t.Fatal(err)
	}
	c := r.Counts
	if sum := c.Links - c.HardLinks + c.LiveLinks + c.HubLinks + c.SingleLinks + c.FormerLinks; sum != c.Links {
		t.Errorf("%d of %d links are accounted for: %+v", sum, c.Links, c)
	}
	if c.LiveLinks == 0 || c.HubLinks == 0 || c.SingleLinks == 0 {
		t.Errorf("a count is not tried: %+v", c)
	}
}
