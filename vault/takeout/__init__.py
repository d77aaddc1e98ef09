"""Taking along: everything a citizen has here, as a table, as a paper, and signed for another instance (UU 27/2022, article 13)."""
