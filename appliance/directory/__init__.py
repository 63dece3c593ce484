"""The staff directory over LDAP: who signs in, who they are, what they may be here."""
