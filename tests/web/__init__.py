"""The door: headers, languages, form tokens, errors, log, health, desk of the auditor, command line, worker."""
