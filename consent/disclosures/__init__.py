"""Disclosures: for each pull a receipt, to the citizen whose data it was and to the service that received it."""
