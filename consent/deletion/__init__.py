"""Deletion: a service whose consent has ended is asked to delete what it received, and says within three days what it did."""
