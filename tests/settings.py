"""The product's own settings with what tests need besides: known values, quick hashing."""

import os

os.environ.setdefault("SECRET_KEY", "for-tests-only")
os.environ.setdefault("MAIL_URL", "kept:")
os.environ.setdefault("STATIC_UNCOLLECTED", "true")
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("DATABASE_CONN_MAX_AGE", "0")
os.environ.setdefault("LOG_LEVEL", "WARNING")
# A browser driven from this process leaves an event loop running between tests: not a view's.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from networking_app.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
