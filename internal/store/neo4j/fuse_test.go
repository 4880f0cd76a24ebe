package neo4j_test

import (
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/store/neo4j/neo4jtest"
)

// fuse stands between clients and a server and kills the server when so many
// bytes have gone to it: in the middle of the work, however quick that is.
type fuse struct {
	uri      string // that clients dial
	server   *neo4jtest.Server
	listener net.Listener
	open     sync.WaitGroup

	mu     sync.Mutex
	passed int64         // bytes so far
	limit  int64         // at which it blows; never when 0
	burns  time.Duration // between then and the kill
	blown  chan struct{} // closed after the kill
}

// fused starts a server with a fuse before it. Restart it when it has blown.
func fused(t *testing.T) *fuse {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	f := &fuse{uri: "bolt://" + l.Addr().String(), server: start(t, neo4jtest.Options{}), listener: l}
	f.open.Go(f.accept)
	t.Cleanup(func() {
		l.Close()
		f.server.Kill() // which ends the connections
		f.open.Wait()
	})
	return f
}

func (f *fuse) accept() {
	for {
		client, err := f.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", strings.TrimPrefix(f.server.URI, "bolt://"))
		if err != nil {
			client.Close() // nobody there
			continue
		}
		f.open.Go(func() { f.forward(server, client) })
		f.open.Go(func() {
			io.Copy(client, server)
			client.Close()
		})
	}
}

// forward copies what the client says.
func (f *fuse) forward(server, client net.Conn) {
	defer server.Close()
	b := make([]byte, 4096)
	for {
		n, err := client.Read(b)
		if _, lost := server.Write(b[:f.count(int64(n))]); err != nil || lost != nil {
			return
		}
	}
}

// count takes n bytes in and tells how many of them may pass. A fuse that does
// not burn cuts a message in two.
func (f *fuse) count(n int64) int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := f.passed
	f.passed += n
	if f.limit == 0 || f.passed < f.limit {
		return n
	}
	left, blown := f.limit-before, f.blown
	f.limit = 0
	f.open.Go(func() {
		time.Sleep(f.burns)
		f.server.Kill()
		close(blown)
	})
	if f.burns == 0 {
		return left
	}
	return n
}

// sent returns how many bytes work sends to the server in peace.
func (f *fuse) sent(t *testing.T, work func() error) int64 {
	t.Helper()
	before := f.soFar()
	must(t, work())
	return f.soFar() - before
}

func (f *fuse) soFar() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.passed
}

// kill has the server killed at some moment of a work, and starts it again. It
// fails when the work says anything else than that the store was away, and
// when it was through before.
func (f *fuse) kill(t *testing.T, at moment, work func() error) (err error) {
	t.Helper()
	blown := make(chan struct{})
	f.mu.Lock()
	f.limit, f.burns, f.blown = f.passed+at.bytes, at.burns, blown
	f.mu.Unlock()
	err = work()
	if err != nil && errs.KindOf(err) != errs.Unavailable {
		t.Fatalf("killed at %v: error %v (cause: %v), want an unavailable store", at, err, cause(err))
	}
	if f.whole() {
		t.Fatalf("the work was through before %v", at)
	}
	<-blown
	must(t, f.server.Restart(t.Context()))
	t.Logf("killed at %v: %v", at, err)
	return err
}

func (f *fuse) whole() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.limit != 0
}

// moment is when a server is killed: when so many bytes have gone to it and
// some time has passed, in which it works on them.
type moment struct {
	bytes int64
	burns time.Duration
}

// moments are n random ones, one in each part of a work that sends so many
// bytes; one of them in a short test. The last twentieth is left out: a work
// does not send the same to the byte each time.
func moments(n int, all int64, seed uint64) []moment {
	r := rand.New(rand.NewPCG(seed, 1))
	all -= all / 20
	out := make([]moment, n)
	for i := range out {
		out[i] = moment{all*int64(i)/int64(n) + 1 + r.Int64N(all/int64(n)), time.Duration(r.IntN(40)) * time.Millisecond}
		if i%2 == 1 {
			out[i].burns = 0
		}
	}
	if testing.Short() {
		return out[n/2 : n/2+1]
	}
	return out
}
