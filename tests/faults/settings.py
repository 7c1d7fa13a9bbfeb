"""The product's own settings with the templates of the faults' mails besides."""

from pathlib import Path

from networking_app.settings import *  # noqa: F403

TEMPLATES[0]["DIRS"].append(Path(__file__).resolve().parent / "templates")  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
