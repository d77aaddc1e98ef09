"""Backups: taken, kept apart, put back."""
