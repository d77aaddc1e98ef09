"""Social: what the state's registry says of a household; nobody types that about themselves."""

from vault.fields.field import Field, Widget, choices_of, values_of
from vault.validation.choices import one_of

UNKNOWN = "tidak diketahui"
DECILES = choices_of(
    {str(step): (f"Desil {step}", f"Decile {step}") for step in range(1, 11)}
    | {UNKNOWN: ("Tidak diketahui", "Not known")}
)

FIELDS = (
    Field(
        key="social_registry_status",
        group="social",
        label_id="Status DTSEN (desil)",
        label_en="Social registry decile (DTSEN)",
        help_id="Diisi petugas dari surat atau sistem Kementerian Sosial. Anda tidak dapat mengetiknya sendiri.",
        help_en="Filled in by an officer from a letter or system of the Ministry of Social Affairs. You cannot type it yourself.",
        rule=one_of(values_of(DECILES)),
        widget=Widget.CHOICE,
        choices=DECILES,
        pdp_class="S",
        ground="UU 27/2022, 4(2)f-g",
        tier=4,
        verifier="Kemensos / BPS (DTSEN)",
        editable_by="Kemensos",
        scope="social",
        example="3",
        is_read_only=True,
        is_for_some=True,
    ),
)
