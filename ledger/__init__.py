"""Ledger: the memory nobody can rewrite: entries, tree, checkpoints, verifier."""
