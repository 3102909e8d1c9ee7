"""A text as clauses: what each says, how far it goes, and who is said to say it."""
