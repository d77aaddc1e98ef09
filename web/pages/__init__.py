"""Pages about Sekali itself: home, privacy notice, terms, help, and the choice of language."""
