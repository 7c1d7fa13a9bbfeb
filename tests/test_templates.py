"""What must hold for every template, whoever wrote it."""

import re

from launcher.places import PROJECT

TEMPLATES = PROJECT / "templates"
ONLY = re.compile(r'{% include "([^"]+)"[^%]* only %}')


def test_no_form_is_cut_off_from_its_token():
    """An include with `only` does not hand the token on, and a form without it is refused."""
    cut_off = [
        f"{page.relative_to(TEMPLATES)} includes {name}"
        for page in TEMPLATES.rglob("*.html")
        for name in ONLY.findall(page.read_text())
        if "{% csrf_token %}" in (TEMPLATES / name).read_text()
    ]

    assert cut_off == []
