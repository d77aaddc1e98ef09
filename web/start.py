"""Where `sekali` begins, with the standard library alone: a Python module that is missing is one sentence, not a traceback."""

import sys


def main() -> None:
    """Run the command line; exit with code 1 and a sentence when a module that it needs is not installed."""
    try:
        from web.cli import main as command_line

        command_line()
    except ModuleNotFoundError as error:
        sys.exit(f"Error: {missing_module(error.name or 'of a package')}")


def missing_module(name: str) -> str:
    """Return the sentence for a Python module that is not installed."""
    return f"The Python module {name} is missing. Run `make clean`, then `make demo`, to install everything anew."
