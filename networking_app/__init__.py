"""The Django project: settings, URLs, Celery. It knows nothing of the subject."""

import os

# The matcher's matrices are small: more threads in one product cost more than they bring. Must
# stand before the first import of numpy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from networking_app.celery import app as celery_app

__all__ = ["celery_app"]
