"""The provider's part of the browser's way: the authorization endpoint, its dispatcher, and signing out."""
