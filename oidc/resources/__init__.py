"""Resource servers: programs of others that read access tokens of ours (RFC 8707, RFC 9068)."""
