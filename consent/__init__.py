"""Consent: services, purposes, asks, grants, receipts, and the release, the one door by which a value reaches a service."""
