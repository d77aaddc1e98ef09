"""Pages: how a group of the profile is shown and answered; the route map stands in vault.routes."""
