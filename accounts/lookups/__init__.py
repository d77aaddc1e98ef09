"""Look-ups in the index of NIKs: counted per source and account, slowed together, and an alarm when they are unusually many."""
