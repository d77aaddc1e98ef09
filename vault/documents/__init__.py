"""Documents: files of the citizen, taken apart and made anew, sealed in pieces, and released by the one door."""
