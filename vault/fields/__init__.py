"""Fields: the tables of the catalogue, one file per subject."""
