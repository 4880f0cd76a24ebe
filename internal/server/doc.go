// Package server serves GraphQL, its offline IDE and the health of the process
// over HTTP.
//
// What bites: a web page of any site can make a browser send requests to this
// machine. So without a token only requests addressed to this machine by its
// own name are answered, requests that come from another site's page never
// are, and no header invites anyone in. On any address but this machine's own
// the server does not start without a token.
package server
