"""The SIP edge: the policy as a table, then calls of foreign SIP software."""
