"""The verifier: checks an export or a bundle with the standard library and `cryptography` alone."""
