"""Authenticator apps: the second factor beside a password, with the printed codes in its place when the app is away."""
