"""Pages: what citizens and staff see at the door; the route map stands in accounts.routes."""
