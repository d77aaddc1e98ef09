"""The endpoints that programs call: tokens, what they open, and what is published."""
