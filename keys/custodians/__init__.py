"""Custodians: programs and devices of others that keep the key-encryption keys."""
