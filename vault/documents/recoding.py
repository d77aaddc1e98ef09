"""The program that reads files of strangers: a process of its own with little memory, little time, and nothing to steal.

`python -m vault.documents.recoding image/jpeg` reads a file from standard input and writes it, made anew, to standard
output: one line of JSON (`kind`, and what is known of it, or `refused` with a reason), then the bytes.
"""

import json
import resource
import sys

from vault.documents.kinds import PDF, NotTaken

MOST_MEMORY = 768 * 1024 * 1024  # bytes of address space
MOST_SECONDS = 20  # of the processor


def main(kind: str) -> int:
    """Make the file on standard input anew; return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        fresh, media_type, told = _made_anew(data, kind)
    except NotTaken as refusal:
        sys.stdout.write(json.dumps({"refused": refusal.code}) + "\n")
        return 0
    except MemoryError:
        sys.stdout.write(json.dumps({"refused": "file_bomb"}) + "\n")
        return 0
    sys.stdout.write(json.dumps({"kind": media_type} | told) + "\n")
    sys.stdout.flush()
    sys.stdout.buffer.write(fresh)
    return 0


def _made_anew(data: bytes, kind: str) -> tuple[bytes, str, dict[str, int]]:
    if kind == PDF:
        from vault.documents import papers

        return papers.made_anew(data)
    from vault.documents import pictures

    return pictures.made_anew(data, kind)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
