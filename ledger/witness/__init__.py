"""A witness: a program of its own that cosigns the checkpoints of ledgers, and only those that continue what it saw."""
