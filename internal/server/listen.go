package server

import (
	"context"
	"errors"
	"net"
	"strconv"
	"syscall"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Listen opens a TCP address, host:port; port 0 takes a free one. It fails
// with errs.Conflict when the port is taken.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, &errs.Error{Op: "serve", Kind: errs.Conflict, Code: "PORT_TAKEN", Subject: address,
			Message: "something else listens there", Remedy: "Stop it, or give another port with --listen", Err: err}
	}
	return nil, &errs.Error{Op: "serve", Kind: errs.Invalid, Subject: address, Message: "cannot be listened on", Remedy: "Give --listen an address of this machine", Err: err}
}

// portsTried is how many ports ListenFrom looks at.
const portsTried = 100

// ListenFrom opens the first free port of this machine from the given one
// upwards.
func ListenFrom(ctx context.Context, port int) (net.Listener, error) {
	var last error
	for p := port; p < port+portsTried && p <= 65535; p++ {
		l, err := Listen(ctx, net.JoinHostPort("127.0.0.1", strconv.Itoa(p)))
		if err == nil {
			return l, nil
		}
		last = err
	}
	return nil, last
}
