"""Line icons on a 20 by 20 grid, drawn for this application; colour and stroke come from CSS."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

SHAPES = {
    "today": '<circle cx="10" cy="10" r="3.4"/><path d="M10 2v1.8M10 16.2V18M2 10h1.8M16.2 10H18'
    'M4.4 4.4l1.2 1.2M14.4 14.4l1.2 1.2M15.6 4.4l-1.2 1.2M5.6 14.4l-1.2 1.2"/>',
    "introduce": '<path d="M2.5 10h15M6 6.5 2.5 10 6 13.5M14 6.5l3.5 3.5-3.5 3.5"/>',
    "follow-up": '<path d="M16.5 10a6.5 6.5 0 1 1-2-4.7M16.5 2.5v3.8h-3.8M10 6.8V10l2.2 1.6"/>',
    "people": '<circle cx="7.5" cy="6.5" r="3"/><path d="M2 16.5c.4-3.2 2.6-5 5.5-5s5.1 1.8 5.5 5'
    'M13 3.8a3 3 0 0 1 0 5.4M15 11.8c1.7.7 2.8 2.4 3 4.7"/>',
    "person": '<circle cx="10" cy="6.5" r="3.3"/><path d="M3.8 17c.5-3.5 3-5.4 6.2-5.4'
    's5.7 1.9 6.2 5.4"/>',
    "goals": '<circle cx="10" cy="10" r="7.5"/><circle cx="10" cy="10" r="3.8"/>'
    '<circle class="solid" cx="10" cy="10" r=".6"/>',
    "roster": '<rect x="2.5" y="3" width="15" height="14" rx="2.5"/>'
    '<path d="M2.5 7.7h15M2.5 12.3h15M7.5 7.7V17"/>',
    "upload": '<path d="M10 13V3M6 7l4-4 4 4M3 13v2.5A1.5 1.5 0 0 0 4.5 17h11a1.5 1.5 0 0 0 '
    '1.5-1.5V13"/>',
    "download": '<path d="M10 3v10M6 9l4 4 4-4M3 13v2.5A1.5 1.5 0 0 0 4.5 17h11a1.5 1.5 0 0 0 '
    '1.5-1.5V13"/>',
    "search": '<circle cx="8.8" cy="8.8" r="5.8"/><path d="m13.2 13.2 4.3 4.3"/>',
    "mail": '<rect x="2" y="4" width="16" height="12" rx="2.2"/>'
    '<path d="m2.8 5.5 7.2 5.7 7.2-5.7"/>',
    "check": '<path d="m3.5 10.5 4.3 4.3 8.7-9.3"/>',
    "clock": '<circle cx="10" cy="10" r="7.5"/><path d="M10 5.5V10l3 2"/>',
    "x": '<path d="m5 5 10 10M15 5 5 15"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "settings": '<path d="M3 6h7M14 6h3M3 14h3M10 14h7"/><circle cx="12" cy="6" r="2"/>'
    '<circle cx="8" cy="14" r="2"/>',
    "logout": '<path d="M8 3H4.5A1.5 1.5 0 0 0 3 4.5v11A1.5 1.5 0 0 0 4.5 17H8M13 6l4 4-4 4'
    'M17 10H8"/>',
    "chevron": '<path d="m5 7.5 5 5 5-5"/>',
    "calendar": '<rect x="2.5" y="4" width="15" height="13.5" rx="2.2"/>'
    '<path d="M2.5 8.3h15M6.5 2.2v3.4M13.5 2.2v3.4"/>',
    "building": '<path d="M4 17.5v-14A1 1 0 0 1 5 2.5h7a1 1 0 0 1 1 1v14M13 8h2.5a1 1 0 0 1 1 1v8.5'
    'M2 17.5h16M7 6h3M7 9.3h3M7 12.6h3"/>',
    "star": '<path d="m10 2.6 2.3 4.7 5.2.7-3.8 3.6.9 5.1L10 14.3l-4.6 2.4.9-5.1L2.5 8l5.2-.7Z"/>',
    "key": '<circle cx="6.5" cy="13.5" r="3.7"/><path d="m9.2 10.8 7.6-7.6M13.5 6.5l2.6 2.6"/>',
    "pause": '<path d="M7 4v12M13 4v12"/>',
    "undo": '<path d="M7 3.5 3 7.5l4 4M3 7.5h8.5a5 5 0 0 1 0 10H8"/>',
    "warning": '<path d="M10 3 2 16.8h16L10 3ZM10 8v4"/>'
    '<circle class="solid" cx="10" cy="14.3" r=".5"/>',
    "info": '<circle cx="10" cy="10" r="7.5"/><path d="M10 9.2v4.6"/>'
    '<circle class="solid" cx="10" cy="6.3" r=".5"/>',
    "edit": '<path d="M3 17l.8-3.8L13.6 3.4a1.5 1.5 0 0 1 2.1 0l.9.9a1.5 1.5 0 0 1 0 2.1L6.8 '
    '16.2 3 17Z"/>',
    "trash": '<path d="M3.5 5.5h13M8 5.5v-2h4v2M5 5.5l.8 11.5h8.4L15 5.5M8.3 9v4.6M11.7 9v4.6"/>',
    "gift": '<rect x="3" y="8.5" width="14" height="9" rx="1.5"/><path d="M2 5.5h16v3H2ZM10 5.5v12'
    'M10 5.5C8.5 2 4.5 2 5.3 5.5M10 5.5C11.5 2 15.5 2 14.7 5.5"/>',
    "chart": '<path d="M3 17h14M5.5 17v-5M10 17V5M14.5 17V9"/>',
    "ring": '<circle cx="10" cy="10" r="6.3"/><circle class="solid" cx="10" cy="3.7" r="1.6"/>'
    '<circle class="solid" cx="15.5" cy="13.2" r="1.6"/>'
    '<circle class="solid" cx="4.5" cy="13.2" r="1.6"/>',
    "menu": '<path d="M3 5.5h14M3 10h14M3 14.5h14"/>',
    "lock": '<rect x="4" y="9" width="12" height="8.5" rx="2"/>'
    '<path d="M6.5 9V6.3a3.5 3.5 0 0 1 7 0V9"/>',
    "arrow": '<path d="M3.5 10h13M11.5 5l5 5-5 5"/>',
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Return the icon `name`. Without a `label` it is decoration that screen readers skip."""
    shape = mark_safe(SHAPES[name])  # noqa: S308 - our own constants
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 20 20" role="img" aria-label="{}">{}</svg>',
            label,
            shape,
        )
    return format_html('<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">{}</svg>', shape)
