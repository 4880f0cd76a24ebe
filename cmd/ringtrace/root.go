package main

import (
	"github.com/spf13/cobra"
)

const rootLong = `ringtrace finds storefronts that are likely run by one counterfeit production
ring. Sellers, storefronts, addresses, payment accounts, complaints and test
purchases go in; rings come out, each with an argument for every member and a
risk score whose parts add up.

Results go to standard output, progress and logs to standard error.
Settings: flags, then RINGTRACE_... in the environment, then ringtrace.yaml,
then defaults; "ringtrace config" prints what holds and where it came from.

Exit codes: 0 done; 1 failed (not found, conflict, denied, internal); 2 wrong
use or invalid input; 3 done, but more rows were rejected than --max-rejects;
4 store unavailable; 5 verification failed; 130 interrupted.`

// rootCommand builds the tree of commands. Nothing of it is shared between
// invocations.
func (p *program) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "ringtrace",
		Short:         "Find counterfeit rings among storefronts, with the reasons",
		Long:          rootLong,
		Example:       "  ringtrace demo\n  ringtrace load seed/input && ringtrace detect && ringtrace rings",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	f := root.PersistentFlags()
	f.StringVar(&p.globals.config, "config", "", "settings file (default ringtrace.yaml in the working directory, where there is one)")
	f.StringVar(&p.globals.data, "data", "./ringtrace-data", "data folder")
	f.StringVar(&p.globals.store, "store", "", "store URL (default the SQLite file in the data folder)")
	oneOf(f, &p.globals.format, "format", "", "how lists are printed (default table on a terminal, csv otherwise)", "table", "csv", "json")
	f.BoolVarP(&p.globals.quiet, "quiet", "q", false, "print results and errors only")
	f.BoolVarP(&p.globals.verbose, "verbose", "v", false, "log causes and details")
	f.BoolVar(&p.globals.noColor, "no-color", false, "no colours")
	settable(f, "data", "store", "format", "quiet", "verbose", "no-color")
	root.AddCommand(
		p.loadCommand(), p.detectCommand(), p.ringsCommand(), p.ringCommand(), p.explainCommand(), p.searchCommand(),
		p.showCommand(), p.runsCommand(), p.hotspotsCommand(), p.packageCommand(), p.verifyCommand(), p.keysCommand(),
		p.checkCommand(),
		p.judgeCommand(), p.hubCommand(), p.withdrawCommand(), p.eraseCommand(), p.upgradeCommand(), p.backupCommand(), p.restoreCommand(),
		p.serveCommand(), p.configCommand(), p.synthCommand(), p.evalCommand(), p.demoCommand(), p.versionCommand(),
	)
	return root
}
