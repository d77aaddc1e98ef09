"""A simulator of the civil registry, for the demo alone: a program of its own, which says of itself what it is."""
