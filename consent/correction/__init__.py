"""Correction: what a value was, who received which of its versions, and who hears that it has changed."""
