"""Countries of ISO 3166-1 by their alpha-3 code, with names in the citizen's language."""

import gettext
from functools import lru_cache

import pycountry

CODES = frozenset(country.alpha_3 for country in pycountry.countries)


def name(code: str, language: str) -> str:
    """Return the name of country `code` in `language` (`id` or `en`), or the code when it is unknown."""
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return code
    english = getattr(country, "common_name", country.name)
    return english if language == "en" else _catalogue(language).gettext(country.name)


@lru_cache(maxsize=4)
def choices(language: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of every country, in the alphabet of `language`."""
    return tuple(sorted(((code, name(code, language)) for code in CODES), key=lambda pair: pair[1]))


@lru_cache(maxsize=4)
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)
