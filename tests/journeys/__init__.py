"""Stories through HTTP, with relying parties that the project did not write."""
