"""Backups: a sealed copy of the database, the citizens' keys apart, and the way back, on which the erased stay erased."""
