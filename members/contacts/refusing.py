"""Why an address book cannot be read, in words for whoever brought it."""

MAX_CARDS = 20_000

# What the reader of rosters says of rosters.
OTHERWISE = (
    ("Save it as .xlsx or CSV first", "Export it as CSV or vCard first"),
    ("A roster has one member a line", "An address book has one person a line"),
    ("a list of members", "an address book"),
    ("members follow", "people follow"),
)


class UnreadableContacts(Exception):
    """The file is no address book we can read. The message says so to the person who sent it."""


def in_our_words(refusal: str) -> str:
    for theirs, ours in OTHERWISE:
        refusal = refusal.replace(theirs, ours)
    return refusal
