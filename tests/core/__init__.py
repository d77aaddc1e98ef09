"""The lowest floor."""
