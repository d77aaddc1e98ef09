"""The published tree: tiles of hashes and the checkpoints over them."""
