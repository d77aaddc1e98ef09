"""Throttle: how often somebody may try, and how long they wait after that."""
