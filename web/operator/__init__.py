"""The operator's own commands: the database, the server, the worker."""
