"""The history of the tables: plain Alembic, one head, every revision up and down."""
