// Command thirdparty writes THIRD_PARTY.md: every module and every embedded
// file that is not ours, with its licence. With -check it compares instead,
// and exits with 1 when the committed file is not what it would write.
//
// What bites: which modules the binary holds depends on the system it is built
// for, so the list is the union over those that are released. A component
// whose licence is not recognised stops the generation: a person has to look.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
)

const document = "THIRD_PARTY.md"

func main() {
	check := flag.Bool("check", false, "compare with the committed file instead of writing it")
	flag.Parse()
	if err := generate(*check); err != nil {
		fmt.Fprintln(os.Stderr, "thirdparty:", err)
		os.Exit(1)
	}
}

// generate runs at the root of the module.
func generate(check bool) error {
	built, tools, err := modules()
	if err != nil {
		return err
	}
	sources, err := embedded("internal")
	if err != nil {
		return err
	}
	text, err := render(built, sources, tools)
	if err != nil {
		return err
	}
	if !check {
		return os.WriteFile(document, text, 0o644)
	}
	have, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	if !bytes.Equal(have, text) {
		return fmt.Errorf("%s is not current: run make generate", document)
	}
	return nil
}
