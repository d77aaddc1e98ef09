"""How sign-ins end, by a deed or by themselves, and which of them were one visit of one person."""
