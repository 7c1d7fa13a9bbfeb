"""The product's settings as in production, with one page more to compare with."""

import os
from pathlib import Path

os.environ["TRIAL"] = os.environ["DEBUG"] = "0"
os.environ["STATIC_UNCOLLECTED"] = "0"
os.environ["MAIL_URL"] = "kept:"
os.environ["ALLOWED_HOSTS"] = "127.0.0.1"
os.environ.setdefault("SECRET_KEY", "for-benchmarks-only")
os.environ.setdefault("LOG_LEVEL", "ERROR")

from networking_app.settings import *  # noqa: F403
from networking_app.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "benchmarks.urls"
WSGI_APPLICATION = "benchmarks.wsgi.application"
TEMPLATES[0]["DIRS"] += [BASE_DIR / "benchmarks" / "templates"]  # type: ignore[operator]
STATIC_ROOT = Path(os.environ.get("BENCHMARK_STATIC_ROOT", BASE_DIR / "staticfiles"))
