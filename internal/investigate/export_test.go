package investigate

// LockForTest takes the folder as a load would.
func (s *Service) LockForTest(op string) (func(), error) { return s.lock(op) }
