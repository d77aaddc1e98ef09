"""What binds a token to whoever it was given to: a key shown by DPoP (RFC 9449), or a certificate of mutual TLS (RFC 8705)."""
