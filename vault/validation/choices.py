"""Choices from a list, yes or no, and nationality."""

from collections.abc import Container

from vault.validation.outcome import Checked, Facts, Raw, Rule, parts_of, refused, text_of

HOME = "IDN"
ANSWERS = {"true": True, "false": False}


def one_of(values: Container[str]) -> Rule:
    """Return the rule for exactly one of `values`."""

    def rule(raw: Raw, _facts: Facts) -> Checked:
        chosen = text_of(raw)
        if not chosen:
            return Checked(None)
        return Checked(chosen) if chosen in values else refused("choice_unknown")

    return rule


def yes_or_no(raw: Raw, _facts: Facts) -> Checked:
    """Check an answer of yes, no, or none."""
    chosen = text_of(raw)
    if not chosen:
        return Checked(None)
    return Checked(ANSWERS[chosen]) if chosen in ANSWERS else refused("choice_unknown")


def nationality(countries: Container[str]) -> Rule:
    """Return the rule for WNI, or WNA with a country of ISO 3166-1 alpha-3."""

    def rule(raw: Raw, _facts: Facts) -> Checked:
        status, country = parts_of(raw).get("status", ""), parts_of(raw).get("country", "")
        match status:
            case "":
                return Checked(None)
            case "WNI":
                return Checked({"status": "WNI", "country": HOME})
            case "WNA" if not country:
                return refused("country_missing", part="country")
            case "WNA" if country in countries and country != HOME:
                return Checked({"status": "WNA", "country": country})
            case "WNA":
                return refused("country_unknown", part="country")
            case _:
                return refused("choice_unknown", part="status")

    return rule


def some_of(values: Container[str]) -> Rule:
    """Return the rule for any number of `values`, sent as one text with commas; they are kept in a list."""

    def rule(raw: Raw, _facts: Facts) -> Checked:
        chosen = list(dict.fromkeys(one.strip() for one in text_of(raw).split(",") if one.strip()))
        if any(one not in values for one in chosen):
            return refused("choice_unknown")
        return Checked(chosen or None)

    return rule
