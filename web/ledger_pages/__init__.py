"""The public face of the ledger: checkpoints, hash tiles, and proofs of single entries."""
