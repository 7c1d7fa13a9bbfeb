"""The reasons of a suggestion on a page and in a mail."""

from django import template

from members.templatetags.look import emphasis

register = template.Library()

register.filter("emphasised", emphasis)


@register.filter
def plain(text: str) -> str:
    """Return `text` without the asterisks that mark what is set in bold."""
    return text.replace("*", "")
