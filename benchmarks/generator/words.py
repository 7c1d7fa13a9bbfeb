"""What invented people are called, where they work and what they write."""


def listed(text: str, separator: str | None = None) -> list[str]:
    """The parts of `text`, by default its words."""
    return [part.strip() for part in text.split(separator)]


FIRST = listed(
    """
    Ada Alan Alice Amara Amir Ana Andre Anil Anna Beatriz Ben Carla Carlos Chen Chloe Claire
    Dana Daniel David Deepa Diego Dina Elena Eli Emma Erik Esther Eva Fatima Felix Frank
    Gabriel Grace Hana Hannah Hugo Ian Ines Irene Isaac Ivan Jack Jamal Jana Jean Joel Jonas
    Julia Karen Karim Kate Kofi Lara Leah Leo Lina Louis Lucia Luke Maja Marco Maria Marta
    Mei Mia Milan Mina Mona Nadia Naomi Nico Nina Noah Nora Olga Omar Oscar Paula Peter
    Petra Priya Rafael Rana Rita Robert Rosa Ruth Samir Sana Sara Simon Sofia Stefan Tara
    Theo Tom Vera Victor Wei Yara Yusuf Zoe
    """
)
LAST = listed(
    """
    Abbott Adler Ahmed Alvarez Baker Barnes Becker Bell Bennett Blake Boyd Brandt Brooks
    Burke Carr Castro Chan Cohen Cole Cruz Dalton Diaz Doyle Duarte Ellis Evans Farah
    Fischer Fleming Flores Foster Garcia Gibson Gomez Grant Gupta Haas Haddad Hale Hansen
    Hayes Herrera Holt Hughes Ibrahim Irwin Ito Jensen Johal Kane Kaplan Keller Kelly Khan
    Kim Klein Lam Lang Larsen Lee Lopez Lowe Lund Malik Mann Marsh Mehta Mendez Meyer Mills
    Moore Moreno Murphy Nair Nash Nguyen Novak Okafor Olsen Ortiz Park Patel Pereira Perry
    Quinn Ramos Reed Reyes Rossi Ruiz Sato Schmidt Shah Shaw Silva Singh Sousa Stein Tanaka
    Torres Vance Vega Wagner Walsh Weber West Wong Yilmaz Young Zhou
    """
)
PLACE = listed(
    """
    Riverside Harbor Midtown Lakeview Oakwood Hillcrest Bayside Northgate Westfield Elmwood
    Summit Eastbrook Valley Parkside Stonebridge Greenway Fairmont Kingsway Maple Grove
    Cedar Ridge
    """
)
FIRM = listed("Group Partners Associates Advisors Works Studio Services Collective Company Law")
KIND = listed("Business Network, Morning Circle, Referral Group, Professionals, Chamber Table", ",")
ZONES = listed("America/New_York America/Chicago America/Denver America/Los_Angeles Europe/London")
WANTS = (
    "A speaking date this spring",
    "Introductions to family offices",
    "A second office in the north of town",
    "Two people to write an article with",
    "Owners who think of selling",
    "",
    "",
)
ABOUT = (
    "I have worked here for twenty years and still like the first conversation best.",
    "People come to me when it is almost too late; I would rather meet them sooner.",
    "Small firms mostly, and the families behind them.",
    "",
)
LETTER = """Hello {one},

I would like you to meet {other}. I have known you both for a while, and I think that a quarter \
of an hour would be well spent: you work with the same kind of people, at the same moments, and \
each of you sees what the other one misses.

{other}, {one} is the one I told you of. I leave it to you to find a time; let me know how it went.

Warmly,
{introducer}
"""
