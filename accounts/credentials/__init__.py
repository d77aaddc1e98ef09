"""Credentials: what a citizen knows or keeps: password and recovery codes."""
