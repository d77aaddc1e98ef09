"""Mutual TLS (RFC 8705): certificates of clients, as the proxy that ended their connection tells them."""
