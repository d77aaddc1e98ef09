"""Minimum wages by regency and city: what `income_below:<region>` compares with (upah minimum kabupaten/kota, UMK).

A region that is not in the table has no answer: nothing is guessed from its neighbours or its province. Whoever runs Sekali
elsewhere adds the decision of their governor. The newest decision that is known of a region stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wage:
    """One minimum wage: rupiah a month, the year for which it was set, and the decision that set it."""

    rupiah: int
    year: int
    decision: str


EAST_JAVA_2025 = "Keputusan Gubernur Jawa Timur 100.3.3.1/775/KPTS/013/2024"
EAST_JAVA_2025_AMENDED = "Keputusan Gubernur Jawa Timur 100.3.3.1/771/013/2025"
EAST_JAVA_2026 = "Keputusan Gubernur Jawa Timur 100.3.3.1/937/013/2025"

_DECIDED: tuple[tuple[str, int, Mapping[str, int]], ...] = (
    (EAST_JAVA_2025, 2025, {
        "35.01": 2_364_287, "35.02": 2_402_959, "35.03": 2_378_784, "35.04": 2_470_800, "35.05": 2_413_974,
        "35.06": 2_492_811, "35.08": 2_429_764, "35.09": 2_838_642, "35.10": 2_810_139, "35.11": 2_347_359,
        "35.12": 2_335_209, "35.13": 2_989_407, "35.17": 3_137_004, "35.18": 2_405_255, "35.19": 2_400_321,
        "35.20": 2_406_719, "35.21": 2_397_928, "35.22": 2_525_132, "35.23": 3_050_400, "35.24": 3_012_164,
        "35.26": 2_397_550, "35.27": 2_335_661, "35.28": 2_376_614, "35.29": 2_406_551, "35.71": 2_572_361,
        "35.72": 2_481_450, "35.74": 2_876_657, "35.75": 3_358_557, "35.76": 3_031_000, "35.77": 2_422_105,
        "35.79": 3_360_466,
    }),
    (EAST_JAVA_2025_AMENDED, 2025, {
        "35.07": 3_587_213, "35.14": 4_936_417, "35.15": 4_940_090, "35.16": 4_925_398, "35.25": 4_943_763,
        "35.73": 3_524_238, "35.78": 5_032_635,
    }),
    (EAST_JAVA_2026, 2026, {
        "35.07": 3_802_862, "35.09": 3_012_197, "35.10": 2_989_145, "35.11": 2_496_886, "35.12": 2_483_962,
        "35.14": 5_187_681, "35.15": 5_191_541, "35.16": 5_176_101, "35.25": 5_195_401, "35.27": 2_484_443,
        "35.73": 3_736_101, "35.78": 5_288_796, "35.79": 3_562_484,
    }),
)  # fmt: skip
WAGES: Mapping[str, Wage] = {
    region: Wage(rupiah, year, decision) for decision, year, table in _DECIDED for region, rupiah in table.items()
}
