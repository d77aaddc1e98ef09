"""Back-channel logout: the services that hang on a sign-in hear of its end from server to server."""
