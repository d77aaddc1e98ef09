"""The long run starts the programs themselves and reads their memory; every run looks at what one server leaves on disk."""

from tests.drawing import TIMES

collect_ignore = ["test_programs.py"] if TIMES == 1 else []
