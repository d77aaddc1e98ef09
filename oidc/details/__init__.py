"""Details: authorization requests that say as data what they want, and the same data as it was granted (RFC 9396)."""
