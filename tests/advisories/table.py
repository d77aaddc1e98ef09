"""The table of the advisories: what is sent, what must be answered, and the test that sends it; or why it cannot concern us.

`python -m tests.advisories.page` writes docs/advisories.md from it.
"""

from dataclasses import dataclass

S1, S2E, S2R, S2G = "test_s1_redirects.py", "test_s2_ended.py", "test_s2_requests.py", "test_s2_grants.py"
S3, S4, S5, S6 = "test_s3_confusion.py", "test_s4_mutations.py", "test_s5_races.py", "test_s6_outward.py"
S7, S8, S9 = "test_s7_reflection.py", "test_s8_sameness.py", "test_s9_ceilings.py"
CLIENTS, PEOPLE = "test_rows_of_clients.py", "test_rows_of_people.py"
HERE = "tests/advisories"


@dataclass(frozen=True)
class Row:
    """One advisory: `sent` and `answered` in words, `test` a node id (`HERE` left out for tests beside this file), or a `reason`."""

    number: int
    id: str
    product: str
    sent: str
    answered: str = ""
    test: str = ""
    reason: str = ""

    @property
    def node(self) -> str:
        """The test's node id from the root of the repository."""
        return self.test if self.test.startswith("tests/") else f"{HERE}/{self.test}"


def row(number: int, name: str, product: str, sent: str, answered: str, test: str) -> Row:
    return Row(number, name, product, sent, answered, test)


def apart(number: int, name: str, product: str, sent: str, reason: str) -> Row:
    return Row(number, name, product, sent, reason=reason)
