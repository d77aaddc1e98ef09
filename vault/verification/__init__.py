"""Verification: who compared a value with what, where and until when it counts, and where sources disagree."""
