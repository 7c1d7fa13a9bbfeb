"""Which column of a roster is which, by what the header calls it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from .addresses import clean_email, quoted
from .reading import UnreadableRoster

# Headings as `fold` leaves them, the more telling ones first. English, German,
# French, Spanish, and a few of their neighbours.
CALLED = {
    "name": (
        "fullname name names membername member memberfullname displayname contactname contact "
        "person firstandlastname nameofmember vollername vollstandigername mitglied "
        "mitgliedsname vorundnachname kontakt nomcomplet nometprenom prenometnom membre nom "
        "nombrecompleto nombreyapellidos nombreyapellido miembro nombre naam nome"
    ),
    "first_name": (
        "firstname first givenname forename vorname rufname prenom nombredepila primernombre "
        "voornaam"
    ),
    "last_name": (
        "lastname last surname familyname secondname nachname familienname zuname nomdefamille "
        "apellidos apellido achternaam cognome"
    ),
    "email": (
        "email emailaddress emails mail mailaddress primaryemail workemail businessemail "
        "emailwork emailbusiness email1 email1value emailaddress1 emailprimary contactemail "
        "memberemail emailadresse mailadresse epost eposta elektronischepost adresseemail "
        "adressemail courriel adressecourriel adresseelectronique mel correo correoelectronico "
        "correoe direcciondecorreo direcciondecorreoelectronico direcciondeemail"
    ),
    "company": (
        "company companyname business businessname firm firmname organization organisation "
        "organizationname organisationname organization1name employer firma firmenname "
        "unternehmen betrieb arbeitgeber entreprise societe nomdelentreprise raisonsociale "
        "employeur empresa compania bedrijf azienda"
    ),
    "profession": (
        "profession occupation professionalclassification classification category "
        "businesscategory businesstype industry trade specialty speciality jobtitle position "
        "title job role organization1title beruf tatigkeit fachgebiet branche berufsbezeichnung "
        "metier activite fonction poste specialite profesion oficio ocupacion cargo "
        "especialidad beroep professione"
    ),
}
HEADINGS = {role: words.split() for role, words in CALLED.items()}
# Headings that mean the whole name alone, and the missing half beside the other half.
HALF_OR_WHOLE = {"name", "nom", "nombre", "naam", "nome"}


@dataclass(frozen=True, slots=True)
class Columns:
    """The position of each column, or None. A name is whole or in two halves."""

    email: int
    name: int | None = None
    first_name: int | None = None
    last_name: int | None = None
    company: int | None = None
    profession: int | None = None


def find_columns(header: tuple[str, ...]) -> Columns:
    """Raises UnreadableRoster when there is no column for names or none for addresses."""
    folded = [fold(heading) for heading in header]
    found = {role: first_of(folded, headings) for role, headings in HEADINGS.items()}
    found = settle_halves(found, folded)
    email = found.pop("email")
    if email is None:
        email = only_one_like(folded, ("email", "courriel", "correo"))
    missing = [] if email is not None else ["e-mail address"]
    if found["name"] is None and found["first_name"] is None and found["last_name"] is None:
        missing.insert(0, "name")
    if email is None or missing:
        raise UnreadableRoster(what_is_missing(missing, header))
    refuse_twins(header, folded, [email, *found.values()])
    return Columns(email=email, **found)


def fold(heading: str) -> str:
    """The heading without case, accents, spaces and punctuation."""
    plain = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def first_of(folded: list[str], headings: list[str]) -> int | None:
    return next((folded.index(heading) for heading in headings if heading in folded), None)


def only_one_like(folded: list[str], words: tuple[str, ...]) -> int | None:
    like = [at for at, heading in enumerate(folded) if any(word in heading for word in words)]
    return like[0] if len(like) == 1 else None


def settle_halves(found: dict[str, int | None], folded: list[str]) -> dict[str, int | None]:
    """Beside “Vorname” a column “Name” holds the family name; beside “Apellidos” the first."""
    name = found["name"]
    if name is None or folded[name] not in HALF_OR_WHOLE:
        return found
    if found["first_name"] is not None and found["last_name"] is None:
        return found | {"last_name": name, "name": None}
    if found["last_name"] is not None and found["first_name"] is None:
        return found | {"first_name": name, "name": None}
    return found


def what_is_missing(missing: list[str], header: tuple[str, ...]) -> str:
    if any(is_email(cell) for cell in header):
        return (
            "The first line of this file is a member already. Put a line above it that names the "
            "columns: name, e-mail, company, profession."
        )
    shown = ", ".join(quoted(cell[:40]) for cell in header[:8] if cell) or "not at all"
    more = ", …" if len(header) > 8 else ""
    return (
        f"This file has no column for the {' and none for the '.join(missing)}. "
        f"Its first line names the columns {shown}{more}. "
        "Call them name, e-mail, company and profession, in any order."
    )


def is_email(text: str) -> bool:
    try:
        clean_email(text)
    except ValueError:
        return False
    return True


def refuse_twins(header: tuple[str, ...], folded: list[str], used: list[int | None]) -> None:
    for column in used:
        if column is not None and folded.count(folded[column]) > 1:
            raise UnreadableRoster(
                f"Two columns are called {quoted(header[column])}. Keep one of them."
            )
