"""The desk of the data-protection officer: requests of citizens under UU 27/2022, the most pressing first."""
