"""Turn the environment (and a `.env` file) into Django's settings. Reads; never writes, starts or connects."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

# Where we are and who may ask
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
IS_HTTPS = SITE_URL.startswith("https://")
BIND = env.str("BIND", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
DEBUG = env.bool("DEBUG", default=False)
TRUSTED_PROXY = env.list("TRUSTED_PROXY", default=[])
ANY_ADDRESS = ["0.0.0.0", "::"]  # noqa: S104 - what BIND may say, not what we bind
BOUND_HOSTS = [] if BIND in ANY_ADDRESS else [f"[{BIND}]" if ":" in BIND else BIND]
NAMED_HOSTS = [host for host in [urlsplit(SITE_URL).hostname, *env.list("ALLOWED_HOSTS", default=[])] if host]
# Health checks and `up` ask by a local name; nobody outside can be led to one.
ALLOWED_HOSTS = list(dict.fromkeys([*NAMED_HOSTS, *BOUND_HOSTS, *LOCAL_HOSTS]))
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL] if SITE_URL else [])
if DEBUG and (BIND in ANY_ADDRESS or not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS)):
    raise ImproperlyConfigured(
        "DEBUG shows settings and source to visitors. Unset it, or unset BIND, ALLOWED_HOSTS and SITE_URL."
    )

# The database, and the folder of the embedded one
FORUM_DATA = (BASE_DIR / env.str("FORUM_DATA", default=".data")).absolute()
FORUM_PG_BINDIR = env.str("FORUM_PG_BINDIR", default="")
IS_EMBEDDED = not env.str("DATABASE_URL", default="")
DATABASES: dict[str, dict[str, Any]] = {
    "default": {"ENGINE": "forum.postgres.backend", "NAME": "forum", "USER": "forum"}
    if IS_EMBEDDED
    else env.db("DATABASE_URL", engine="django.db.backends.postgresql")
}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
if not IS_EMBEDDED:
    # A host that swallows packets would hold a page for minutes; a page that says so comes within three seconds.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 2)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# `up` makes the key and keeps it here; a command that runs before it makes do with one of its own.
SECRET_KEY_FILE = FORUM_DATA / "secret_key"
SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_MIN_LENGTH = 50
if not SECRET_KEY and not IS_EMBEDDED:
    raise ImproperlyConfigured(
        "DATABASE_URL is set, so SECRET_KEY must be too (50 characters or more). Make one with:"
        " python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )
if SECRET_KEY and len(SECRET_KEY) < SECRET_KEY_MIN_LENGTH:
    raise ImproperlyConfigured(f"SECRET_KEY has {len(SECRET_KEY)} characters; it needs {SECRET_KEY_MIN_LENGTH}.")
if not SECRET_KEY:
    try:
        SECRET_KEY = SECRET_KEY_FILE.read_text().strip()
    except OSError:
        SECRET_KEY = get_random_secret_key()

INSTALLED_APPS = [
    "threads",
    "forum.late_admin.LateAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "axes",
]
MIDDLEWARE = [
    "forum.middleware.trusted_proxy",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "forum.middleware.security_headers",
    "forum.middleware.known_host",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "forum.middleware.packed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "forum.middleware.time_for_corrections",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "forum.urls"
WSGI_APPLICATION = "forum.wsgi.application"
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
            ]
        },
    }
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# Wrong passwords, counted in the database, for there are several processes (forum/logins.py).
AXES_HANDLER = "forum.logins.Attempts"
AXES_FAILURE_LIMIT = 10
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_COOLOFF_TIME = timedelta(minutes=30)
# Else every try while it is locked would be stored, and a stranger could keep it locked.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "forum.logins.address_of"
AXES_USERNAME_CALLABLE = "forum.logins.name_of"
AXES_LOCKOUT_CALLABLE = "forum.logins.locked_out"
# Nobody needs to know who signed in when, nor a table of tries that is emptied by itself.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# What staff may send off in the browser to be imported, and the folders of this machine that they may name.
IMPORT_UPLOAD_MB = env.int("IMPORT_UPLOAD_MB", default=512)
IMPORT_FOLDERS = [Path(folder).absolute() for folder in env.list("IMPORT_FOLDERS", default=[])]
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
# How much the pictures of one archive may weigh, where its row in the admin says nothing else.
PICTURES_MB = env.int("PICTURES_MB", default=1_000)

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = FORUM_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "forum.static_files.CollectedOrPlainStorage"},
}
WHITENOISE_USE_FINDERS = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
# HSTS for every subdomain, and the browsers' preload list, bind hosts that are not ours to bind.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # A line a wrong password, with everything in it masked.
        "axes": {"level": "ERROR"},
    },
}
