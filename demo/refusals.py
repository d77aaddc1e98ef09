"""Why the demo cannot run or be reset here: one sentence that says what to do."""


class DemoError(Exception):
    """The demo stops; the message is for the person at the terminal."""
