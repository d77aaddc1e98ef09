"""Passkeys: keys that live in a citizen's own devices, bound to this house by its address (Web Authentication, level 3)."""
