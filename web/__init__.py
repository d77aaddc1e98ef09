"""Web: the door. Puts the application together; shared pages, headers, errors, languages, desks, command line, worker."""
