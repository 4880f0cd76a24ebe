// Package ringtrace is the module's front page: the version, and the texts of
// the licences that the binary carries with it. The program is cmd/ringtrace;
// ARCHITECTURE.md says how the parts fit.
package ringtrace

import _ "embed"

// Version is the version of this source tree, raised by hand with
// CHANGELOG.md. It reaches no hash and no run id.
const Version = "0.1.0-dev"

// License is the text of the project's own licence, Apache-2.0.
//
//go:embed LICENSE
var License string

// ThirdParty lists every component that is built in, with its licence and the
// licence's text, as Markdown. `make generate` writes it.
//
//go:embed THIRD_PARTY.md
var ThirdParty string
