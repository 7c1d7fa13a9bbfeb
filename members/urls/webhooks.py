"""Where a mail service tells what became of mails: that of the settings alone, or nowhere."""

from anymail.urls import urlpatterns as known
from django.conf import settings
from django.urls import URLPattern, path


def routes(provider: str) -> list[URLPattern]:
    name = f"{provider}_tracking_webhook"
    found = [pattern for pattern in known if pattern.name == name] if provider else []
    return [
        path(f"anymail/{provider}/tracking/", pattern.callback, name="mail_tracking")
        for pattern in found
    ]


urlpatterns = routes(settings.MAIL_PROVIDER)
