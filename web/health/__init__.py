"""Health: alive, ready, and figures for the operator."""
