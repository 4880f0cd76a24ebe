// Package backup is the container in which a data folder is kept elsewhere: a
// tar.gz that any tar unpacks, with the SHA-256 of each file inside, and a seal
// over the whole. What goes into it is decided in package investigate.
//
//	BACKUP.json    first: what this is, of which layout, made when and by what
//	...            the files of the folder
//	SHA256SUMS     of every file before it, as sha256sum -c reads it
//	SEAL           last: the SHA-256 of all bytes of the archive before it
//
// What bites: the seal finds accidents, not forgers, for whoever alters the
// archive can seal it again. So names are not trusted: none leads out of the
// folder, none comes twice, and nothing but plain files is taken.
package backup
