"""The same requests to this provider and to one by another author; every difference has a reason."""
