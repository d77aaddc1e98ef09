"""`make bench-vault`: what sealing and opening cost here, and by three programs of other authors, on the same data in one run."""
