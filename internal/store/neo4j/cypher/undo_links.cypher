// Links of a version that was never committed. They have no index, since that
// would cost every load a third of its speed; a crash may cost a scan.
MATCH ()-[r:%TYPES%]->()
WHERE r.since = $version
CALL { WITH r DELETE r } IN TRANSACTIONS OF 10000 ROWS
