"""Accounts: who is at the door: citizens, staff, credentials, sign-ins."""
