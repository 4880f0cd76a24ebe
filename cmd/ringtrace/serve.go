package main

import (
	"context"
	"net"

	"github.com/spf13/cobra"

	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/server"
)

const defaultListen = "127.0.0.1:8080"

// tokenEnv holds the token of serve: a secret is never a flag, where other
// users of the machine could read it.
const tokenEnv = envPrefix + "TOKEN"

func (p *program) serveCommand() *cobra.Command {
	var address string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve GraphQL and its IDE on this machine",
		Long: `Serve GraphQL at /graphql and an offline IDE at /ide/ until interrupted. Only
requests to this machine by its own name are answered. On an address that other
machines can reach it refuses to start without a token in RINGTRACE_TOKEN;
clients then send "Authorization: Bearer ...".`,
		Example: "  ringtrace serve\n  ringtrace serve --listen 127.0.0.1:9000",
		Args:    cobra.NoArgs,
	}
	cmd.Flags().StringVar(&address, "listen", defaultListen, "address and port; port 0 takes a free one")
	settable(cmd.Flags(), "listen")
	cmd.RunE = p.action(func(cmd *cobra.Command, _ []string) error {
		return p.service(cmd.Context(), false, func(s *investigate.Service) error {
			server, err := p.server(s, address)
			if err != nil {
				return err
			}
			return p.serve(cmd.Context(), server, address)
		})
	})
	return cmd
}

// server refuses what must not be served before a port is taken.
func (p *program) server(s *investigate.Service, address string) (*server.Server, error) {
	return server.New(server.Config{Listen: address, Token: p.env[tokenEnv], Service: s, Log: p.log, Packages: server.Packages(s)})
}

func (p *program) serve(ctx context.Context, s *server.Server, address string) error {
	l, err := server.Listen(ctx, address)
	if err != nil {
		return err
	}
	var g page
	g.line("serving on %s", url(l))
	if err := g.writeTo(p.out); err != nil {
		return err
	}
	return serveUntilStopped(ctx, s, l)
}

// serveUntilStopped ends by an interrupt, after a graceful stop; the exit code
// says so.
func serveUntilStopped(ctx context.Context, s *server.Server, l net.Listener) error {
	if err := s.Serve(ctx, l); err != nil {
		return err
	}
	return ctx.Err()
}

func url(l net.Listener) string { return "http://" + l.Addr().String() }
