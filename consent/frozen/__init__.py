"""Frozen: services that a citizen keeps from reading for a while."""
