"""Answers: the grants that citizens gave, and the questions that wait."""
