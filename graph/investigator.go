package graph

import (
	"context"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// Investigator is what the fields of the schema ask: use cases of
// investigate.Service, which documents each of them. All but Deposit read.
type Investigator interface {
	Rings(ctx context.Context, f investigate.RingFilter, offset, limit int) (*investigate.RingPage, error)
	Ring(ctx context.Context, id string) (*investigate.RingView, error)
	RingsOf(ctx context.Context, storefronts []string, peripheral bool) ([]string, error)
	Explain(ctx context.Context, ringID, storefront string) (*investigate.Membership, error)
	Claims(ctx context.Context, refs []investigate.LinkRef) ([][]investigate.ClaimView, error)
	Show(ctx context.Context, key entity.Key, limit int) (*investigate.NodeView, error)
	Nodes(ctx context.Context, keys []entity.Key) ([]*investigate.NodeView, error)
	Links(ctx context.Context, keys []entity.Key, types []entity.LinkType) ([][]investigate.LinkView, error)
	Search(ctx context.Context, text string, kinds []entity.Kind, limit int) ([]investigate.Hit, error)
	Runs(ctx context.Context) ([]investigate.RunView, error)
	Hotspots(ctx context.Context, req investigate.HotspotRequest) (*investigate.HotspotReport, error)
	Judgements(ctx context.Context, about *entity.Key, standing bool) ([]investigate.JudgementView, error)
	Verdicts(ctx context.Context, on *entity.Key, inForce bool) ([]investigate.VerdictView, error)
	Deposit(ctx context.Context, req investigate.PackageRequest) (*investigate.DepositView, error)
	Original(ctx context.Context, sha256 string, row int) (*investigate.OriginalView, error)
	Withdraw(ctx context.Context, req investigate.WithdrawRequest) (*investigate.WithdrawReport, error)
	Reinstate(ctx context.Context, id, reason, by string) (*investigate.WithdrawReport, error)
	Withdrawals(ctx context.Context) ([]investigate.WithdrawalView, error)
	Erase(ctx context.Context, req investigate.EraseRequest) (*investigate.EraseReport, error)
	Erasures(ctx context.Context) ([]investigate.ErasureView, error)
	Backlog(ctx context.Context) (string, error)
}
