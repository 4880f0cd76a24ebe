// Package folder is the data folder as a thing that lasts: which layout it
// has, who writes to it, how an older one becomes a newer one, and the secret
// of this deployment. What stands in the folder belongs to other packages.
//
//	ringtrace.json     layout, versions of the parts, rules that the stores were made with
//	lock               the operating system's lock; its text names the holder
//	secret             32 random bytes, made when first needed
//	case.db.before-N   the casebook as it stood before the upgrade to layout N
//
// What bites: the layout is raised last, so a step of an upgrade that was
// killed is run again from its beginning and must bear that. The text in lock
// is for people only: a killed process leaves it behind, and only the operating
// system knows whether the lock is held.
package folder
