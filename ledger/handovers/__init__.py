"""Handovers: one key of the ledger names the next one in its last checkpoint, and the next one signs from then on."""
