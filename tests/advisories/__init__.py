"""Every advisory known to us as a row that runs here, and the nine suites that they taught (docs/advisories.md)."""
