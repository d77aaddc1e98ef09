"""What the three demo e-services are at Sekali: the service, its purpose with every reason, and its client."""

from dataclasses import dataclass

from demo.relying_party.configuration import AID, LIBRARY, LOW_INCOME, QUEUE, Offer


@dataclass(frozen=True, slots=True)
class DemoField:
    """One wanted field: why it is wanted, and what happens without it, in both languages.

    `answer` is what does as well as the value, `raw_reason` why the value is asked where an answer could be worked out.
    """

    key: str
    required: bool
    reason: tuple[str, str]
    withheld: tuple[str, str]
    answer: str = ""
    raw_reason: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class DemoService:
    """One e-service, as the operator would register it with `sekali services`, `purposes` and `clients`."""

    offer: Offer
    key: str
    legal_name: str
    contact: str
    text: tuple[str, str]
    basis: str
    basis_reference: str
    retention: tuple[str, str]
    fields: tuple[DemoField, ...] = ()
    lasts_days: int | None = None
    fresh: bool = False
    objection_url: str | None = None

    @property
    def client_secret(self) -> str:
        """Return the secret of the demo client, which no other deployment accepts."""
        return f"demo-secret-of-{self.offer.key}-{'0' * 32}"


QUEUE_TICKET = DemoService(
    offer=QUEUE,
    key="antrean-mpp",
    legal_name="Antrean Mal Pelayanan Publik",
    contact="mpp@contoh.id",
    text=(
        "Mengambil nomor antrean di Mal Pelayanan Publik. Layanan ini tidak meminta data apa pun.",
        "Taking a queue number at the public service hall. This service asks for no data at all.",
    ),
    basis="consent",
    basis_reference="UU 27/2022 Pasal 20 ayat (2) huruf a",
    retention=(
        "Nama samaran Anda dihapus pada akhir hari.",
        "Your pseudonym is deleted at the end of the day.",
    ),
)
LIBRARY_CARD = DemoService(
    offer=LIBRARY,
    key="perpustakaan-kota",
    legal_name="Kartu perpustakaan kota",
    contact="perpustakaan@contoh.id",
    text=(
        "Membuat kartu anggota perpustakaan kota dan menentukan jenis kartunya.",
        "Making a city library card and choosing which kind of card it is.",
    ),
    basis="consent",
    basis_reference="UU 27/2022 Pasal 20 ayat (2) huruf a",
    retention=(
        "Selama Anda menjadi anggota, paling lama satu tahun sejak persetujuan ini.",
        "While you are a member, at most one year from this consent.",
    ),
    fields=(
        DemoField(
            "age_over_17",
            required=True,
            reason=(
                "Anggota 17 tahun ke atas mendapat kartu dewasa; yang lebih muda perlu tanda tangan wali.",
                "Members of 17 and over get an adult's card; younger ones need a guardian's signature.",
            ),
            withheld=(
                "Kami tidak dapat menentukan jenis kartu, jadi kartu tidak dibuat secara daring.",
                "We cannot tell which card you need, so no card is made online.",
            ),
        ),
        DemoField(
            "resident_of:35.74",
            required=True,
            reason=(
                "Kartu kota hanya untuk warga Kota Probolinggo.",
                "The city's card is for residents of Kota Probolinggo only.",
            ),
            withheld=(
                "Kartu tidak dibuat secara daring. Anda tetap boleh membaca di tempat.",
                "No card is made online. You may still read at the library.",
            ),
        ),
    ),
    lasts_days=365,
)
SOCIAL_AID = DemoService(
    offer=AID,
    key="dinas-sosial",
    legal_name="Usulan bantuan sosial",
    contact="dinsos@contoh.id",
    text=(
        "Menilai usulan bantuan sosial Anda dan menyalurkan bantuan ke rekening Anda.",
        "Assessing your proposal for social aid and paying the aid to your account.",
    ),
    basis="consent",
    basis_reference="UU 27/2022 Pasal 20 ayat (2) huruf a dan Pasal 4 ayat (2)",
    retention=(
        "Sampai penilaian selesai, paling lama 90 hari.",
        "Until the assessment is done, at most 90 days.",
    ),
    fields=(
        DemoField(
            "family_card_number",
            required=True,
            reason=(
                "Bantuan dihitung per keluarga, dan satu keluarga diusulkan satu kali.",
                "Aid is given per family, and a family is proposed once.",
            ),
            withheld=(
                "Usulan tidak dapat dinilai secara daring. Anda dapat mengusulkan di kelurahan.",
                "The proposal cannot be assessed online. You can propose at your kelurahan.",
            ),
        ),
        DemoField(
            "income_band",
            required=True,
            reason=(
                "Penghasilan menentukan apakah keluarga berhak. Kisaran cukup, bukan jumlah.",
                "Income decides whether the family is entitled. A band is enough, not the amount.",
            ),
            withheld=(
                "Usulan tidak dapat dinilai secara daring. Petugas kelurahan akan bertanya langsung.",
                "The proposal cannot be assessed online. An officer of your kelurahan will ask you.",
            ),
            answer=LOW_INCOME,
            raw_reason=(
                "Kisaran membantu menentukan besar bantuan. Jawabannya saja cukup untuk bantuan dasar.",
                "The band helps to decide how much aid is given. The answer alone is enough for the basic aid.",
            ),
        ),
        DemoField(
            "bank_account",
            required=True,
            reason=(
                "Bantuan disalurkan ke rekening ini.",
                "The aid is paid to this account.",
            ),
            withheld=(
                "Bantuan tidak dapat disalurkan ke rekening. Anda dapat mengambilnya di kantor pos.",
                "The aid cannot be paid to an account. You can collect it at the post office.",
            ),
            raw_reason=(
                "Untuk mengirim bantuan, nomor rekeningnya sendiri diperlukan.",
                "To pay the aid, the number of the account itself is needed.",
            ),
        ),
        DemoField(
            "children_count",
            required=False,
            reason=(
                "Keluarga dengan anak mendapat tambahan.",
                "Families with children get a supplement.",
            ),
            withheld=(
                "Usulan tetap dinilai, tetapi tanpa tambahan untuk anak.",
                "The proposal is still assessed, but without the supplement for children.",
            ),
        ),
    ),
    lasts_days=90,
    fresh=True,
    objection_url=f"{AID.address}/objection",
)
SERVICES = (QUEUE_TICKET, LIBRARY_CARD, SOCIAL_AID)
