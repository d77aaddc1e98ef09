"""Pages: what a citizen does with answers that were given, and the records of them."""
