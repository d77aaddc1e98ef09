"""The sign-ins that are honoured, and how they are found."""
