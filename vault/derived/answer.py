"""A derived answer: a yes, a no or a number that is worked out when it is read, so that the value behind it stays home."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vault.values import Value


@dataclass(frozen=True, slots=True)
class DerivedField:
    """One answer; `evaluate` gives None when its sources do not say."""

    key: str
    label_id: str
    label_en: str
    sources: tuple[str, ...]
    evaluate: Callable[[Mapping[str, Value], date], Any]
    is_releasable: bool = True
