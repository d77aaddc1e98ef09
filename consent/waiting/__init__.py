"""Waiting: questions that a citizen has not answered yet."""
