"""Readers of what strangers send, given any bytes: tests draw them, and `make fuzz` lets atheris find its way in."""
