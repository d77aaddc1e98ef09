"""Names and free texts: kept as typed, in one Unicode form, without control characters."""

import unicodedata

from vault.validation.outcome import Checked, Facts, Problem, Raw, Rule, parts_of, refused, text_of, within

NAME_LENGTH = 60
TITLE_LENGTH = 30
NAME_MARKS = frozenset(" '.,-")
TITLE_MARKS = frozenset(" '.,-()/")
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-"})
MODIFIERS = frozenset({"MODIFIER", "FEMININE", "MASCULINE"})
TITLES = frozenset({"dr", "drs", "dra", "ir", "prof", "h", "hj", "kh", "ust", "r", "rr", "ra", "tb"})


def tidy(text: str) -> str:
    """Return `text` composed (NFC), with single spaces and none at its ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def text(shortest: int, longest: int) -> Rule:
    """Return the rule for one line of free text with `shortest` to `longest` characters."""

    def rule(raw: Raw, _facts: Facts) -> Checked:
        line = tidy(text_of(raw))
        return _measured(line, shortest, longest) or Checked(line or None)

    return rule


def full_name(raw: Raw, _facts: Facts) -> Checked:
    """Check a name as on the card: 1-60 characters, letters of one script and ` ' . , -`; one word is a name.

    Permendagri 73/2022 asks two words of new records and leaves earlier ones valid.
    """
    name = tidy(text_of(raw).translate(APOSTROPHES))
    if not name:
        return Checked(None)
    if wrong := _measured(name, 1, NAME_LENGTH):
        return wrong
    if not _made_of_letters(name, NAME_MARKS) or not any(map(str.isalpha, name)):
        return refused("name_characters")
    return refused("name_scripts") if len(_scripts(name)) > 1 else Checked(name)


def academic_titles(raw: Raw, _facts: Facts) -> Checked:
    """Check titles before and after the name, each up to 30 characters."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for part in ("prefix", "suffix"):
        title = tidy(parts_of(raw).get(part, "").translate(APOSTROPHES))
        outcome = _measured(title, 1, TITLE_LENGTH)
        if outcome is None and not _made_of_letters(title, TITLE_MARKS):
            outcome = refused("title_characters")
        if outcome is not None:
            problems.extend(within(outcome, part).errors)
        elif title:
            found[part] = title
    return Checked(found or None, tuple(problems))


def comparable(name: str) -> str:
    """Return the form in which names are compared: without titles, case and marks."""
    head = tidy(name.translate(APOSTROPHES)).split(",", 1)[0].casefold()
    words = head.replace("'", "").replace("-", " ").replace(".", ". ").split()
    while len(words) > 1 and words[0].endswith(".") and words[0].rstrip(".") in TITLES:
        words.pop(0)
    return " ".join(word.rstrip(".") for word in words)


def _measured(line: str, shortest: int, longest: int) -> Checked | None:
    if not line:
        return None
    if any(unicodedata.category(character) in HIDDEN for character in line):
        return refused("hidden_characters")
    if len(line) < shortest:
        return refused("text_short", wanted=shortest, typed=len(line))
    return refused("text_long", wanted=longest, typed=len(line)) if len(line) > longest else None


def _scripts(name: str) -> set[str]:
    """Return the scripts of the letters of a name, by the first word of their Unicode names (`LATIN`, `CYRILLIC`).

    A letter of another alphabet that looks the same makes another name of it (UTS 39, section 5.1).
    """
    return {unicodedata.name(letter, "?").partition(" ")[0] for letter in name if letter.isalpha()} - MODIFIERS


def _made_of_letters(line: str, marks: frozenset[str]) -> bool:
    return all(unicodedata.category(character)[0] in "LM" or character in marks for character in line)
