"""Correction: services that received a value are told that it has changed, by security event tokens."""
