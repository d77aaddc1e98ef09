"""Three small e-services, each a program of its own; none of them imports anything of the house."""
