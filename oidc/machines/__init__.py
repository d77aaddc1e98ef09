"""Machines: access tokens of clients themselves, behind which no citizen stands (RFC 6749, section 4.4)."""
