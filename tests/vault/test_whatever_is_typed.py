"""Whatever is typed into a field is refused in words or kept, and what was kept can be seen, sent again and stays the same."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import canonical
from tests.drawing import drawn
from vault import forms, texts
from vault.catalogue import FIELDS
from vault.fields.field import Field, Widget
from vault.validation.outcome import Facts

FACTS = Facts({}, date(2026, 11, 24))
FEW = drawn(25)
# Beside any text: digits, dates, and what people write around numbers.
TYPED = (
    st.text(max_size=30)
    | st.text("0123456789 .,-/+()", max_size=20)
    | st.dates().map(lambda day: day.strftime("%d-%m-%Y"))
    | st.integers().map(str)
)


def names_of(field: Field) -> list[str]:
    """The inputs of a field: what it shows when it is filled with its example, and the first rows of a list."""
    shown = set(forms.inputs_of(field, field.example))
    if field.widget is Widget.ROWS:
        shown |= {f"{field.key}.{row}.{part.name}" for row in range(2) for part in field.parts} | {f"{field.key}.none"}
    return sorted(shown | {field.key})


def kept(field: Field, form: dict[str, str]):
    return field.rule(forms.typed([field], form)[field.key], FACTS)


@pytest.mark.parametrize("key", sorted(FIELDS))
@FEW
@given(data=st.data())
def test_it_is_refused_or_kept(key: str, data: st.DataObject) -> None:
    field = FIELDS[key]
    choices = st.sampled_from([choice.value for choice in field.choices]) | TYPED if field.choices else TYPED
    form = data.draw(st.dictionaries(st.sampled_from(names_of(field)), choices, max_size=8))
    checked = kept(field, form)
    if checked.errors:
        assert all(texts.sentence(problem) for problem in checked.errors)
        return
    assert canonical.decode(canonical.encode(checked.data)) == checked.data
    again = kept(field, forms.inputs_of(field, checked.data))
    assert (again.errors, again.data) == ((), checked.data)


@pytest.mark.parametrize("key", sorted(key for key, field in FIELDS.items() if not field.is_document))
def test_the_example_stays_what_it_is(key: str) -> None:
    field = FIELDS[key]
    checked = kept(field, forms.inputs_of(field, field.example))
    assert (checked.errors, checked.data) == ((), field.example)
