"""Name parts: for people whose passport writes their name in parts; nobody's full name is ever cut up into them."""

from vault.fields.field import Field
from vault.validation.words import full_name

GROUND = "UU 27/2022, 4(3)a"

FIELDS = (
    Field(
        key="given_name",
        group="name_parts",
        label_id="Nama depan",
        label_en="Given name",
        help_id="Seperti di paspor Anda. Kosongkan jika nama Anda tidak terbagi.",
        help_en="As in your passport. Leave it empty if your name has no parts.",
        rule=full_name,
        ground=GROUND,
        tier=2,
        scope="profile",
        autocomplete="given-name",
        example="Maria",
        is_for_some=True,
    ),
    Field(
        key="middle_name",
        group="name_parts",
        label_id="Nama tengah",
        label_en="Middle name",
        help_id="Seperti di paspor Anda. Kosongkan jika tidak ada.",
        help_en="As in your passport. Leave it empty if there is none.",
        rule=full_name,
        ground=GROUND,
        tier=2,
        scope="profile",
        autocomplete="additional-name",
        example="Luisa",
        is_for_some=True,
    ),
    Field(
        key="family_name",
        group="name_parts",
        label_id="Nama keluarga",
        label_en="Family name",
        help_id="Marga, fam, atau nama keluarga seperti di paspor Anda. Kosongkan jika tidak ada.",
        help_en="Clan or family name as in your passport. Leave it empty if there is none.",
        rule=full_name,
        ground=GROUND,
        tier=2,
        scope="profile",
        autocomplete="family-name",
        example="Soares",
        is_for_some=True,
    ),
)
