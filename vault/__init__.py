"""Vault: the citizen's data; catalogue, profile, provenance, derived answers, and the safe."""
