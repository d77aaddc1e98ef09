"""The auditor's desk: search the ledger, see an entry with its proof, take a bundle home."""
