"""Which language a page speaks: the person's choice, the browser's wish, or the deployment's own language."""

from collections.abc import Iterable

LANGUAGES = ("id", "en")
COOKIE = "sekali-language"

# A service may send thousands of wishes; nobody reads more languages than these.
MOST_WISHES = 8
LONGEST_TAG = 35


def supported(tag: str) -> str | None:
    """Return the language of ours that a language tag (RFC 5646) asks for, or None."""
    primary = tag[:LONGEST_TAG].replace("_", "-").split("-", 1)[0].lower()
    # `in` is the code that browsers of before 1989's revision of ISO 639 still send for Indonesian.
    primary = "id" if primary == "in" else primary
    return primary if primary in LANGUAGES else None


def first_supported(tags: Iterable[str]) -> str | None:
    """Return the first language of ours among the first few `tags`, or None."""
    for position, tag in enumerate(tags):
        if position >= MOST_WISHES:
            return None
        if language := supported(tag):
            return language
    return None


def chosen(cookie: str, accepted: Iterable[str], default: str) -> str:
    """Return the language of a page: the cookie's, else the browser's, else the deployment's."""
    return supported(cookie) or first_supported(accepted) or default


def wished_by_service(ui_locales: str) -> str | None:
    """Return the language that an authorization request asks for (OpenID Connect Core 1.0, section 3.1.2.1)."""
    return first_supported(ui_locales[: MOST_WISHES * (LONGEST_TAG + 1)].split())
