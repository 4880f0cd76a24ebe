package neo4jtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
)

const pollEvery = 100 * time.Millisecond

// homePrefix begins the names of temporary homes.
const homePrefix = "ringtrace-neo4j-"

// Options say what server to start; the zero value is right for tests.
type Options struct {
	Home     string // an empty folder for the data; a temporary one, removed at Stop, when ""
	HeapMB   int    // 512 when 0
	Password string // of the user neo4j, 8 letters at least; no authentication when ""
	TxMemory string // limit of one transaction such as "32m"; the server's default when ""
}

// Server is a Neo4j process that this one started.
type Server struct {
	URI string // bolt://127.0.0.1:PORT

	opt     Options
	lib     string
	java    string
	extra   []string // for Java
	ours    bool     // the home is temporary
	process *exec.Cmd
	done    chan struct{}
}

// Start starts a server and returns when it answers. The error says what is
// missing, or ends with what the server said.
func Start(ctx context.Context, o Options) (*Server, error) {
	java, err := exec.LookPath("java")
	if err != nil {
		return nil, errors.New("no Java to run Neo4j with: install a JDK of 17 or newer (Debian: apt install openjdk-17-jdk-headless), or set NEO4J_TEST_URI")
	}
	lib, err := jars(ctx)
	if err != nil {
		return nil, err
	}
	s := &Server{opt: o, lib: lib, java: java}
	if file := archive(ctx, java, lib); file != "" {
		s.extra = []string{"-XX:SharedArchiveFile=" + file}
	}
	if o.Home == "" {
		s.ours = true
		if s.opt.Home, err = os.MkdirTemp("", homePrefix); err != nil {
			return nil, err
		}
	}
	if err = s.configure(ctx); err == nil {
		err = s.run(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

const settings = `server.bolt.listen_address=127.0.0.1:%d
server.http.enabled=false
server.https.enabled=false
dbms.security.auth_enabled=%t
dbms.usage_report.enabled=false
server.memory.pagecache.size=64m
db.tx_log.preallocate=false
db.tx_log.rotation.size=4m
db.tx_log.rotation.retention_policy=keep_none
`

// configure writes the settings and, where one is wanted, sets the password.
func (s *Server) configure(ctx context.Context) error {
	bolt, err := freePort()
	if err != nil {
		return err
	}
	s.URI = fmt.Sprintf("bolt://127.0.0.1:%d", bolt)
	text := fmt.Sprintf(settings, bolt, s.opt.Password != "")
	if s.opt.TxMemory != "" {
		text += "db.memory.transaction.max=" + s.opt.TxMemory + "\n"
	}
	conf := filepath.Join(s.opt.Home, "conf")
	if err := os.MkdirAll(conf, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(conf, "neo4j.conf"), []byte(text), 0o644); err != nil {
		return err
	}
	if s.opt.Password == "" {
		return nil
	}
	admin := exec.CommandContext(ctx, s.java, "-cp", s.classPath(), "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", s.opt.Password)
	admin.Env = append(os.Environ(), "NEO4J_HOME="+s.opt.Home, "NEO4J_CONF="+conf)
	if out, err := admin.CombinedOutput(); err != nil {
		return fmt.Errorf("setting the password of the Neo4j of the tests: %w\n%s", err, tail(out))
	}
	return nil
}

// freePort asks the system for a port that nobody listens on. The server
// could choose one itself, but does not tell which.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (s *Server) classPath() string { return filepath.Join(s.lib, "*") }

// run starts the process and waits until it answers.
func (s *Server) run(ctx context.Context) error {
	conf := filepath.Join(s.opt.Home, "conf")
	console := filepath.Join(s.opt.Home, "console.log")
	log, err := os.Create(console)
	if err != nil {
		return err
	}
	defer log.Close()
	args := append(s.jvm(), "-cp", s.classPath(), "org.neo4j.server.CommunityEntryPoint", "--home-dir="+s.opt.Home, "--config-dir="+conf, "--console-mode")
	s.process = exec.Command(s.java, args...)
	s.process.Stdout, s.process.Stderr = log, log
	if err := s.process.Start(); err != nil {
		return fmt.Errorf("starting Neo4j: %w", err)
	}
	process, done := s.process, make(chan struct{})
	s.done = done
	go func() {
		process.Wait()
		close(done)
	}()
	if err := s.ready(ctx); err != nil {
		s.Kill()
		out, _ := os.ReadFile(console)
		return fmt.Errorf("Neo4j did not start: %w\n%s", err, tail(out))
	}
	return nil
}

// jvm returns the settings of Java.
func (s *Server) jvm() []string {
	heap := s.opt.HeapMB
	if heap == 0 {
		heap = 512
	}
	// The serial collector and the first compiler alone start in half the
	// time and leave the machine's other core to the tests.
	args := []string{"-Xms" + strconv.Itoa(heap/2) + "m", "-Xmx" + strconv.Itoa(heap) + "m", "-XX:+UseSerialGC"}
	if heap <= 512 {
		args = append(args, "-XX:TieredStopAtLevel=1")
	}
	for _, opened := range []string{"java.nio", "java.io", "sun.nio.ch"} {
		args = append(args, "--add-opens=java.base/"+opened+"=ALL-UNNAMED")
	}
	return append(args, s.extra...)
}

// ready asks the user database until it answers, the process ends or ctx does.
func (s *Server) ready(ctx context.Context) error {
	d, err := neo4j.NewDriverWithContext(s.URI, s.auth(), func(c *config.Config) {
		c.MaxTransactionRetryTime = 0
		c.TelemetryDisabled = true
	})
	if err != nil {
		return err
	}
	defer d.Close(context.WithoutCancel(ctx))
	for {
		_, err = neo4j.ExecuteQuery(ctx, d, "RETURN 1", nil, neo4j.EagerResultTransformer, neo4j.ExecuteQueryWithDatabase("neo4j"))
		if err == nil {
			return nil
		}
		select {
		case <-s.done: // a malformed setting, or a Java that is too old
			return err
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(pollEvery):
		}
	}
}

func (s *Server) auth() neo4j.AuthToken {
	if s.opt.Password == "" {
		return neo4j.NoAuth()
	}
	return neo4j.BasicAuth("neo4j", s.opt.Password, "")
}

// PID returns the id of the server's process.
func (s *Server) PID() int { return s.process.Process.Pid }

// Kill ends the process at once, as a power cut would, and keeps the data.
func (s *Server) Kill() {
	if s.process == nil {
		return
	}
	s.process.Process.Kill()
	<-s.done
}

// Restart starts the killed server again, on the same data and port.
func (s *Server) Restart(ctx context.Context) error { return s.run(ctx) }

// Stop kills the process and removes a temporary home.
func (s *Server) Stop() error {
	s.Kill()
	if !s.ours || !strings.Contains(filepath.Base(s.opt.Home), homePrefix) {
		return nil
	}
	return os.RemoveAll(s.opt.Home)
}
