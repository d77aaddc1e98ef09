"""Staff desks: pages for people who work for the provider, each behind a role."""
