package investigate

// LockForTest takes the folder as a load would.
func (s *Service) LockForTest(op string) (func(), error) { return s.lock(op) }

// WatchForTest looks at the vault as a backup does, and returns what tells
// whether that still holds.
func WatchForTest(data string) (unchanged func() (bool, error), err error) {
	before, err := lookAt(data)
	if err != nil {
		return nil, err
	}
	return func() (bool, error) {
		after, err := lookAt(data)
		return err == nil && before.holdsIn(after), err
	}, nil
}
