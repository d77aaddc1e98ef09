"""Oidc: the provider, OAuth 2 and OpenID Connect, over the consents that citizens gave."""
