"""Review: a data-protection officer reads a purpose, and every new version of it, before any citizen is asked."""
