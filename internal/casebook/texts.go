package casebook

import "context"

// Texts returns what may name somebody in the whole book: ids in the ring
// register and in judgements and verdicts, what people wrote, and the subjects
// of the audit trail. Entries are not proved here.
func (b *Book) Texts(ctx context.Context) ([]string, error) {
	register, err := b.Register(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range register.Events {
		out = append(append(out, e.Core...), e.Attached...)
	}
	rows, err := b.db.QueryContext(ctx, `SELECT subject FROM audit UNION ALL SELECT left_ref FROM judgements UNION ALL SELECT right_ref FROM judgements
		UNION ALL SELECT reason FROM judgements UNION ALL SELECT key FROM verdicts UNION ALL SELECT reason FROM verdicts
		UNION ALL SELECT target FROM withdrawals UNION ALL SELECT reason FROM withdrawals UNION ALL SELECT reason FROM erasures`)
	if err != nil {
		return nil, unavailable(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, unavailable(err)
		}
		out = append(out, text)
	}
	if err := rows.Err(); err != nil {
		return nil, unavailable(err)
	}
	return out, nil
}
