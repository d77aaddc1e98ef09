"""The families of tokens: an authorization, what came of it, and whether all of it still stands."""
