"""The demo: its seed, its three e-services, and the runner."""
