"""Online: where the citizen can be found on the web; we keep the addresses, never what lies behind them."""

from vault.fields.field import Field
from vault.validation.web import https_address

GROUND = "UU 27/2022, 4(3)f"

FIELDS = (
    Field(
        key="website",
        group="online",
        label_id="Situs web",
        label_en="Website",
        help_id="Alamat https, misalnya https://warung.contoh.id.",
        help_en="An https address, such as https://warung.contoh.id.",
        rule=https_address,
        ground=GROUND,
        tier=1,
        scope="profile",
        autocomplete="url",
        example="https://warung.contoh.id",
        is_for_some=True,
    ),
    Field(
        key="profile_page",
        group="online",
        label_id="Halaman profil",
        label_en="Profile page",
        help_id="Alamat https halaman tentang Anda, misalnya di jejaring kerja.",
        help_en="The https address of a page about you, such as in a professional network.",
        rule=https_address,
        ground=GROUND,
        tier=1,
        claim="profile",
        scope="profile",
        autocomplete="off",
        example="https://contoh.id/maria",
        is_for_some=True,
    ),
    Field(
        key="picture_address",
        group="online",
        label_id="Alamat foto",
        label_en="Address of a picture",
        help_id="Alamat https foto yang sudah ada di internet. Kami tidak menyimpan fotonya.",
        help_en="The https address of a picture that is on the web already. We do not keep the picture.",
        rule=https_address,
        ground=GROUND,
        tier=2,
        claim="picture",
        scope="profile",
        autocomplete="photo",
        example="https://contoh.id/maria/foto.jpg",
        is_for_some=True,
    ),
)
