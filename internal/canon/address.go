package canon

// address is the form of a postal address: case-folded text with single
// spaces. Two spellings of one place stay two addresses; which are the same is
// for resolution to argue, not for a key to assume.
func address(s string) (Value, Issue) {
	return Value{fold(s), s}, weakness(s)
}
