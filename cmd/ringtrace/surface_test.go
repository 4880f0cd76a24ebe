package main

import (
	"os"
	"reflect"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/ringtrace/ringtrace/internal/investigate"
)

// surface says how a method of the service is reached: by which command and by
// which field of the schema, or why not.
type surface struct {
	command  string
	field    string // Type.field
	noReason string // why there is no command or no field
}

func surfaces() map[string]surface {
	return map[string]surface{
		"Load":        {command: "load", noReason: "the server reads; whoever may load has the data folder"},
		"Detect":      {command: "detect", noReason: "the server reads; whoever may detect has the data folder"},
		"Check":       {command: "check", noReason: "it reads the whole folder, vault and casebook included"},
		"Rings":       {command: "rings", field: "Query.rings"},
		"Members":     {command: "rings", field: "Ring.members"},
		"Ring":        {command: "ring", field: "Query.ring"},
		"RingsOf":     {command: "search", field: "Storefront.ring"},
		"Explain":     {command: "explain", field: "Query.explain"},
		"Claims":      {command: "explain", field: "Fact.claims"},
		"Show":        {command: "show", field: "Query.entity"},
		"Links":       {command: "show", field: "Storefront.identifiers"},
		"Nodes":       {command: "show", field: "Query.node"},
		"Search":      {command: "search", field: "Query.search"},
		"Runs":        {command: "runs", field: "Query.runs"},
		"Components":  {command: "eval", noReason: "measuring against a truth is for those who build the tool, not for a case"},
		"Leads":       {command: "eval", noReason: "a package says of its own ring whether it is a lead"},
		"Baselines":   {command: "eval", noReason: "other methods accuse innocents and have no place in a case"},
		"Hotspots":    {command: "hotspots", field: "Query.hotspots"},
		"Package":     {command: "package", noReason: "GraphQL builds by Deposit, which keeps the file for a download"},
		"Deposit":     {field: "Mutation.buildPackage", noReason: "the command line writes the file itself"},
		"Download":    {noReason: "it answers below /packages/; the command line writes the file itself"},
		"Original":    {command: "explain", field: "Claim.original"},
		"Judge":       {command: "judge", noReason: "a word needs its author, and the server knows nobody"},
		"Judgements":  {command: "judge", field: "Query.judgements"},
		"Rule":        {command: "hub", noReason: "a word needs its author, and the server knows nobody"},
		"Verdicts":    {command: "hub", field: "Query.verdicts"},
		"Withdraw":    {command: "withdraw", field: "Mutation.withdraw"},
		"Reinstate":   {command: "withdraw", field: "Mutation.reinstate"},
		"Withdrawals": {command: "withdraw", field: "Query.withdrawals"},
		"Erase":       {command: "erase", field: "Mutation.erase"},
		"Erasures":    {command: "erase", field: "Query.erasures"},
		"Backlog":     {command: "rings", field: "Query.backlog"},
		"Close":       {noReason: "it ends the service and is nothing a user asks for"},
	}
}

// Whatever the service can do, a user can reach from the command line and from
// GraphQL, or it is written down why not.
func TestEveryMethodHasACommandAndAField(t *testing.T) {
	commands := map[string]bool{}
	for _, c := range (&program{}).rootCommand().Commands() {
		commands[c.Name()] = true
	}
	fields := schemaFields(t)
	table := surfaces()
	service := reflect.TypeFor[*investigate.Service]()
	for i := range service.NumMethod() {
		name := service.Method(i).Name
		s, ok := table[name]
		if !ok {
			t.Errorf("Service.%s has no surface: name its command and its field, or say why it has none", name)
			continue
		}
		if s.command != "" && !commands[s.command] {
			t.Errorf("Service.%s: there is no command %q", name, s.command)
		}
		if s.field != "" && !fields[s.field] {
			t.Errorf("Service.%s: there is no field %s", name, s.field)
		}
		if (s.command == "" || s.field == "") && s.noReason == "" {
			t.Errorf("Service.%s lacks a surface without a reason", name)
		}
		delete(table, name)
	}
	for name := range table {
		t.Errorf("the service has no method %s any more", name)
	}
}

func schemaFields(t *testing.T) map[string]bool {
	t.Helper()
	raw, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(raw)})
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]bool{}
	for _, d := range schema.Types {
		for _, f := range d.Fields {
			fields[d.Name+"."+f.Name] = true
		}
	}
	return fields
}
