"""Pushed authorization requests (RFC 9126): kept at the back door, opened at the front by a handle, spent by one answer."""
