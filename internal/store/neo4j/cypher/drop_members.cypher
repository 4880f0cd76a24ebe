// Memberships of rings that are no longer, or never became, current.
MATCH (x:%LABEL%)<-[r:MEMBER_OF]-()
CALL { WITH r DELETE r } IN TRANSACTIONS OF 10000 ROWS
