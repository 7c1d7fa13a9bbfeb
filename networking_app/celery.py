"""Celery carries "wake up" and nothing else: what is to be done stands in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "networking_app.settings")

app = Celery("proactive")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
