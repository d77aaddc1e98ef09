"""Keys: the ring, per-citizen keys, sealing, the national-id index; nobody else holds a raw key."""
