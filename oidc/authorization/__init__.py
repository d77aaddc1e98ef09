"""Authorization requests under way, and where client, purpose and citizen stand at one moment."""
