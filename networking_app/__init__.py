"""The Django project: settings, URLs, Celery. It knows nothing of the subject."""

from networking_app.celery import app as celery_app

__all__ = ["celery_app"]
