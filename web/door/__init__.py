"""The door: what every request passes, whatever its wing: host, form token, language, headers, errors, log."""
