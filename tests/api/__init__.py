"""The JSON API as it is described: every endpoint for programs is in it, and answers as it says."""
