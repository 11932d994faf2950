"""Pages of the ledger: a task, what is done with it, the month, the rules."""
