"""Derived: answers worked out from stored values at the moment they are read."""
