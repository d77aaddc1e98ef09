"""Minimum wages: every row is a regency or city that exists, with a decision; what is not there is not guessed."""

from vault import catalogue, regions
from vault.wages import EAST_JAVA_2025, EAST_JAVA_2026, WAGES, Wage

EAST_JAVA = "35"


def test_every_row_is_a_regency_or_city_and_none_of_the_province_is_missing() -> None:
    assert set(WAGES) == {code for code, _ in regions.children(EAST_JAVA)} and len(WAGES) == 38
    assert all(
        2_000_000 < wage.rupiah < 6_000_000 and wage.year in {2025, 2026} and wage.decision for wage in WAGES.values()
    )


def test_the_newest_decision_stands() -> None:
    assert WAGES["35.74"] == Wage(2_876_657, 2025, EAST_JAVA_2025)
    assert WAGES["35.78"] == Wage(5_288_796, 2026, EAST_JAVA_2026)


def test_the_answer_tells_which_wage_it_compares_with_and_unknown_regions_have_none() -> None:
    answer = catalogue.get("income_below:35.74")
    assert answer.label_id == "Penghasilan per bulan paling banyak upah minimum Kota Probolinggo 2025 (Rp2.876.657)"
    assert answer.label_en == "Monthly income of at most the minimum wage of Kota Probolinggo 2025 (Rp2,876,657)"
    assert catalogue.get("income_below:31.71") is None and catalogue.get("income_below:35") is None
    assert "minimum wage is known" in catalogue.parameter_of("income_below:31.71")
