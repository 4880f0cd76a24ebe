package neo4j

import (
	"net/url"
	"os"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// defaultDatabase is what every server has.
const defaultDatabase = "neo4j"

// Schemes lists what the address of a Neo4j may begin with.
func Schemes() []string {
	return []string{"neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"}
}

// address is a store's URL taken apart.
type address struct {
	target   string // scheme, host and port: what the driver dials
	user     string
	database string
}

// parseAddress reads SCHEME://[USER@]HOST[:PORT][/DATABASE]. A password in it
// is refused, since command lines are seen by everyone on the machine.
func parseAddress(text string) (address, error) {
	u, err := url.Parse(text)
	if err != nil {
		return address{}, wrongAddress("is not a URL")
	}
	known := false
	for _, s := range Schemes() {
		known = known || u.Scheme == s
	}
	database := strings.Trim(u.Path, "/")
	_, secret := u.User.Password()
	switch {
	case !known:
		return address{}, wrongAddress("does not begin with neo4j://, neo4j+s:// or bolt://")
	case secret:
		return address{}, wrongAddress("holds a password, which others can see: put it into RINGTRACE_NEO4J_PASSWORD")
	case u.Hostname() == "":
		return address{}, wrongAddress("names no host")
	case strings.Contains(database, "/"), u.RawQuery != "", u.Fragment != "":
		return address{}, wrongAddress("has more than a database after the host")
	}
	a := address{target: u.Scheme + "://" + u.Host, user: u.User.Username(), database: database}
	if a.user == "" {
		a.user = "neo4j"
	}
	if a.database == "" {
		a.database = defaultDatabase
	}
	return a, nil
}

func wrongAddress(what string) error {
	return &errs.Error{Op: "open", Kind: errs.Invalid, Subject: "store", Message: "the address of the store " + what,
		Remedy: "Write neo4j://user@host:7687/database."}
}

// secret returns the password: the given one, or the first line of the file.
func (o *Options) secret() (string, error) {
	if o.Password != "" || o.PasswordFile == "" {
		return o.Password, nil
	}
	text, err := os.ReadFile(o.PasswordFile)
	if err != nil {
		return "", &errs.Error{Op: "open", Kind: errs.Invalid, Subject: "store", Message: "the password file cannot be read",
			Remedy: "Check its path and that this user may read it.", Err: err}
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}
