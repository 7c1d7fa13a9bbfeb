"""Settings: whatever may differ between two machines is read from the environment, once, here.

A missing or wrong value stops the start with a message that names it; docs/operations.md has the
list.
"""

from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

django_stubs_ext.monkeypatch()  # generic forms and querysets can be written as such

env = Env()


def read_secret(name: str, default: str | None = None) -> str:
    """Return the variable `name`, or the content of the file that `name`_FILE points to."""
    path = env.str(f"{name}_FILE", None)
    if path:
        return Path(path).read_text().strip()
    value = env.str(name, "") or default
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name} (or {name}_FILE).")
    return str(value)


# --- What kind of installation this is -------------------------------------------------------

TRIAL = env.bool("TRIAL", False)  # sample data, open mailbox, "look around as": never for real use
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = read_secret("SECRET_KEY", "trial-only-not-a-secret" if TRIAL else None)

SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    raise ImproperlyConfigured(f"SITE_URL must look like https://example.org, not {SITE_URL!r}.")
HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", []) or [_site.hostname]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- Applications ----------------------------------------------------------------------------

INSTALLED_APPS = [
    "members",
    "introductions",
    "goals",
    *(["trial"] if TRIAL else []),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.middleware.HtmxLoginMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.middleware.PersonMiddleware",
    "members.middleware.CounterAwayMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "networking_app.urls"
WSGI_APPLICATION = "networking_app.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "members.context_processors.site",
                "introductions.context_processors.navigation",
            ],
        },
    }
]

# --- Data ------------------------------------------------------------------------------------

DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database.")
# Rows are claimed under session locks, which need a connection of their own: no pooler in
# transaction mode. Web processes keep theirs for a minute, workers close them after each task.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# The same few questions come again and again: plan each once per connection.
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "server_side_binding": True,
    "prepare_threshold": 5,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "members.User"

REDIS_URL = env.str("REDIS_URL")


def _redis_database(url: str, offset: int, *, broker: bool = False) -> str:
    """Return `url` moved `offset` databases up; sockets are spelled as Celery or redis-py wants."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        number = int(parts.query.removeprefix("db=") or "0") + offset
        if broker:
            return f"redis+socket://{parts.path}?virtual_host={number}"
        return f"unix://{parts.path}?db={number}"
    if parts.scheme not in {"redis", "rediss"}:
        raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://.")
    return parts._replace(path=f"/{int(parts.path.strip('/') or 0) + offset}").geturl()


CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _redis_database(REDIS_URL, 1),
    }
}

# --- Celery: a tick every 30 seconds says "look"; the rows say what is due ---------------------

CELERY_BROKER_URL = _redis_database(REDIS_URL, 0, broker=True)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A page must answer even when the broker is gone: one quick try, then the tick repairs.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "max_retries": 1,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# What apps above members want to know of at once when a profile or a roster changes.
WAKE_ON_PROFILE_CHANGE = ["goals.tasks.plan_suggestions"]
TICK_SECONDS = env.float("TICK_SECONDS", 30.0)
# Ticks that nobody took are worth nothing soon; the margin is for clocks that differ.
_tick = {"schedule": TICK_SECONDS, "options": {"expires": 600}}
_now_and_then = {"schedule": timedelta(minutes=10), "options": {"expires": 600}}
CELERY_BEAT_SCHEDULE = {
    "deliver due mail": {"task": "members.tasks.drain_deliveries", **_tick},
    "forget secrets": {"task": "members.tasks.forget_secrets", **_now_and_then},
    "plan suggestions": {"task": "goals.tasks.plan_suggestions", **_tick},
    "look after questions": {"task": "introductions.tasks.look_after_questions", **_tick},
    "remind of follow-ups": {"task": "introductions.tasks.remind_follow_ups", **_tick},
    "plan weekly summaries": {"task": "goals.tasks.plan_summaries", **_tick},
    "plan group summaries": {"task": "goals.tasks.plan_group_summaries", **_tick},
    "make meetings ahead": {"task": "members.tasks.make_meetings_ahead", **_now_and_then},
    "import rosters": {"task": "members.tasks.apply_roster_imports", **_tick},
    "take back changes": {"task": "members.tasks.take_back_changes", **_tick},
    "begin planned pauses": {"task": "members.tasks.begin_pauses", **_tick},
    "remind of slots": {"task": "goals.tasks.remind_slots", **_tick},
}

# --- Mail ------------------------------------------------------------------------------------

# smtp://user:password@host:587, smtps://…, smtp+starttls://…, or "kept:" to keep mails in the
# database and send nothing (the trial reads them at /mailbox/).
MAIL_URL = read_secret("MAIL_URL", "kept:" if TRIAL else None)
MAIL_FROM = env.str("MAIL_FROM", f"Proactive <proactive@{_site.hostname}>")
if "@" not in parseaddr(MAIL_FROM)[1]:
    raise ImproperlyConfigured(f"MAIL_FROM must hold an e-mail address, not {MAIL_FROM!r}.")
DEFAULT_FROM_EMAIL = MAIL_FROM
MAIL_DOMAIN = parseaddr(MAIL_FROM)[1].rpartition("@")[2]
MAIL_TIMEOUT = env.float("MAIL_TIMEOUT", 30)  # seconds for one whole SMTP conversation
MAIL_LEASE = timedelta(seconds=env.float("MAIL_LEASE_SECONDS", 300))
# Who can say what became of a mail when the answer of the mail server got lost: "none", "imap" (a
# mailbox that gets a blind copy of each mail) or "idempotency" (a provider that knows what it has
# sent by a key in the header).
MAIL_ORACLE = env.str("MAIL_ORACLE", "none")
MAIL_ARCHIVE = env.str("MAIL_ARCHIVE", "")
MAIL_ARCHIVE_URL = read_secret("MAIL_ARCHIVE_URL", "")  # imaps://user:password@host/folder
MAIL_ORACLE_DELAY = timedelta(seconds=env.float("MAIL_ORACLE_DELAY", 900))  # to reach the mailbox
MAIL_IDEMPOTENCY_HEADER = env.str("MAIL_IDEMPOTENCY_HEADER", "Resend-Idempotency-Key")
MAIL_DAILY_CAP = env.int("MAIL_DAILY_CAP", 5)  # to one person on one day, sign-in codes aside
# A mail service that tells at /anymail/<MAIL_PROVIDER>/tracking/ what arrived and what came back;
# it signs in there with the secret, `user:password`.
MAIL_PROVIDER = env.str("MAIL_PROVIDER", "")
ANYMAIL_WEBHOOK_SECRET = MAIL_WEBHOOK_SECRET = read_secret("MAIL_WEBHOOK_SECRET", "")
ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY = read_secret("MAIL_WEBHOOK_KEY", "")  # Mailgun alone has one

# --- Sign-in ---------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "goals:today"
ACCOUNT_ADAPTER = "members.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # sign-up is closed; a password is optional
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by the code mailed to it
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900  # seconds: long enough to find the mail on another device
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody without an account gets mail from a form
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)
MFA_SUPPORTED_TYPES = ["webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- Browser-side protection -----------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz/$"]  # asked from inside, without the proxy
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if env.int("TRUSTED_PROXIES", 0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60  # two months: the way from the mail must stay short
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

# --- Language, time, static files --------------------------------------------------------------

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# The trial and the tests serve straight from static/; a real installation from the collected,
# compressed files whose names carry their hash.
_collected = not (DEBUG or TRIAL or env.bool("STATIC_UNCOLLECTED", False))
STATIC_ROOT = BASE_DIR / "staticfiles" if _collected else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if _collected
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not _collected

# --- Logging: one line per event to standard output ------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
