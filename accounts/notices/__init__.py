"""Notices: what the house tells a citizen about their own account, without anything personal in it."""
