package synth

import "github.com/ringtrace/ringtrace/internal/entity"

// The ring templates. Each gives its members ties that somebody else than the
// seller vouches for (OBSERVED or VERIFIED), because DECLARED ties alone never
// make a member.

// factory is one workshop and its resellers: all ship from one address, every
// account settles for about four shops, and the workshop's photographs are on
// most of them.
func factory(b *builder, op *operation) {
	b.share(entity.KindAddress, entity.ClassObserved, "SHIP_FROM", op.shops...)
	b.spread(op, entity.KindPaymentAccount, max(2, op.Size/4), func(i, k int) []int {
		if i%3 == 0 {
			return []int{i % k, (i + 1) % k}
		}
		return []int{i % k}
	})
	b.spread(op, entity.KindImageHash, 3, func(i, _ int) []int { return []int{i % 3, (i + 1) % 3} })
	op.cast("maker", 0, 1)
	op.cast("reseller", 1, op.Size)
}

// star is any number of shops that settle to one account and share no more.
func star(b *builder, op *operation) {
	b.share(entity.KindPaymentAccount, entity.ClassObserved, "", op.shops...)
	op.cast("outlet", 0, op.Size)
}

// rotating is a chain in time: every account serves three shops that open one
// after the other, then it is dropped.
func rotating(b *builder, op *operation) {
	accounts := make([]value, op.Size-2)
	for j := range accounts {
		accounts[j] = b.mint(entity.KindPaymentAccount, 0)
	}
	for i, n := range op.shops {
		b.shops[n].opened = 150 + 60*i
		for j := max(0, i-2); j <= min(i, len(accounts)-1); j++ {
			b.showOn(b.shops[n].opened+5+20*(j-i+2), n, accounts[j], entity.ClassObserved, "")
		}
	}
	op.cast("rotator", 0, op.Size)
}

// twoCells is two crews that know only their manager: each has an account and
// an address; the manager's phone answers for all, the manager's own shop
// settles to both accounts, and one device is seen in both.
func twoCells(b *builder, op *operation) {
	half := op.Size / 2
	manager, a, z := op.shops[:1], op.shops[1:half], op.shops[half:]
	for _, cell := range [][]int{a, z} {
		b.share(entity.KindPaymentAccount, entity.ClassObserved, "", append(cell[:len(cell):len(cell)], manager...)...)
		b.share(entity.KindAddress, entity.ClassObserved, "RETURN_TO", cell...)
	}
	b.share(entity.KindPhone, entity.ClassVerified, "", op.shops...)
	b.share(entity.KindDevice, entity.ClassObserved, "", manager[0], a[0], a[1], a[2], z[0], z[1], z[2])
	op.cast("manager", 0, 1)
	op.cast("cell_a", 1, half)
	op.cast("cell_b", half, op.Size)
}

// mulePool is a pool of borrowed accounts; each shop draws two or three.
func mulePool(b *builder, op *operation) {
	draw := newStream(b.seed, op.id, 0)
	b.spread(op, entity.KindPaymentAccount, op.Size*3/4, func(i, k int) []int {
		held := []int{i % k, (i + 1 + draw.intn(k-1)) % k}
		if third := draw.intn(k); third != held[0] && third != held[1] && draw.percent(40) {
			held = append(held, third)
		}
		return held
	})
	op.cast("mule_shop", 0, op.Size)
}

// ownWarehouse is a ring with a depot of its own: as many users as a hub has,
// but they share accounts and photographs too.
func ownWarehouse(b *builder, op *operation) {
	b.share(entity.KindAddress, entity.ClassObserved, "WAREHOUSE", op.shops...)
	b.spread(op, entity.KindPaymentAccount, op.Size/4, func(i, k int) []int {
		if i%3 == 0 {
			return []int{i % k, (i + 1) % k}
		}
		return []int{i % k}
	})
	b.spread(op, entity.KindImageHash, op.Size/5, func(i, k int) []int { return []int{i % k, (i/k + i + 1) % k} })
	op.cast("keeper", 0, 1)
	op.cast("outlet", 1, op.Size)
}

// evasive shares nothing that anybody else vouches for.
func evasive(b *builder, op *operation) {
	b.share(entity.KindPhone, entity.ClassDeclared, "", op.shops...)
	b.share(entity.KindHandle, entity.ClassDeclared, "", op.shops[1:]...)
	op.cast("outlet", 0, op.Size)
}

// spread mints k values and gives the i-th member those that hold names. A
// value named twice is shown once.
func (b *builder) spread(op *operation, kind entity.Kind, k int, hold func(i, k int) []int) {
	values := make([]value, k)
	for j := range values {
		values[j] = b.mint(kind, 0)
	}
	for i, n := range op.shops {
		last := -1
		for _, j := range hold(i, k) {
			if j != last {
				b.show(n, values[j], entity.ClassObserved, "")
			}
			last = j
		}
	}
}

// cast names the role of the members from..to-1.
func (op *operation) cast(role string, from, to int) {
	for range to - from {
		op.roles = append(op.roles, role)
	}
}
