"""Desk: staff members, their second factor and their sign-ins."""
