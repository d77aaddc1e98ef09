"""The demo: people, three e-services that know Sekali by its issuer only, and the runner behind `make demo`."""
