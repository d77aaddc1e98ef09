"""How sign-ins end by themselves, and which of them were one visit of one person."""
