"""Core: ids, clock, canonical bytes, settings, tables, database, outbox; knows no other floor."""
