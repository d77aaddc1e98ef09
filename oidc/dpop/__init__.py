"""Demonstrating proof of possession (RFC 9449): tokens that only the holder of a key can use."""
