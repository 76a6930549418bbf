"""Every setting, in one file. The environment variables are described in docs/production.md.

Without any variable Repscore runs embedded: SQLite, queue and cache are files under `var/`.
"""

import os
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import get_random_string
from redis import Redis

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
try:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"VAR_DIR cannot be made: {error}") from error


# --- Mode and key -----------------------------------------------------------------------
# DEBUG absent: a trial on one's own machine, without tracebacks in the browser.
# DEBUG=on: development. DEBUG=off: production, which asks for its key and host names.

if env.str("DEBUG", default="off").lower() not in (
    "on",
    "true",
    "yes",
    "1",
    "off",
    "false",
    "no",
    "0",
):
    raise ImproperlyConfigured("DEBUG must be on or off.")
DEBUG = env.bool("DEBUG", default=False)
PRODUCTION = "DEBUG" in os.environ and not DEBUG


def _kept_key(path: Path) -> str:
    """The key of this installation, made at the first start and readable by its owner only."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    key = get_random_string(64)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key


SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY and PRODUCTION:
    raise ImproperlyConfigured("SECRET_KEY is missing: set it to a long random text, DEBUG is off.")
if not SECRET_KEY:
    SECRET_KEY = _kept_key(VAR_DIR / "secret_key")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
if not ALLOWED_HOSTS and PRODUCTION:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is missing: set it to the host names served, DEBUG is off."
    )
if not ALLOWED_HOSTS:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if any("://" not in origin for origin in CSRF_TRUSTED_ORIGINS):
    raise ImproperlyConfigured(
        "CSRF_TRUSTED_ORIGINS: each must start with https:// (or http://), separated by commas."
    )


# --- Apps -------------------------------------------------------------------------------

INSTALLED_APPS = [
    "accounts",
    "scorecards",
    "goals",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "rest_framework",
    "simple_history",
    "tree_queries",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

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
                "accounts.context.frame",
            ],
        },
    },
]


# --- Database ---------------------------------------------------------------------------
# SQLite: write transactions take their lock at once, or readers that turn into writers fail.
# PostgreSQL: a pool, since a connection kept per thread exhausts the server under ASGI.

DATABASE_SCHEMES = ("postgres", "postgresql", "sqlite")

if env.str("DATABASE_URL", default="").partition("://")[0] not in ("", *DATABASE_SCHEMES):
    raise ImproperlyConfigured("DATABASE_URL must start with postgresql:// or sqlite:///.")
try:
    DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/repscore.sqlite3")}
except (ValueError, ImproperlyConfigured) as error:
    raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error

try:
    DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", default=16)
except ValueError as error:
    raise ImproperlyConfigured("DATABASE_POOL_SIZE must be a whole number.") from error
if DATABASE_POOL_SIZE < 1:
    raise ImproperlyConfigured("DATABASE_POOL_SIZE must be 1 or more.")
DATABASE_POOLER = env.str("DATABASE_POOLER", default="")
if DATABASE_POOLER not in ("", "session", "transaction"):
    raise ImproperlyConfigured("DATABASE_POOLER must be session or transaction.")

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": DATABASE_POOL_SIZE,
        "timeout": 5,
        # Beyond it the pool would wait ever longer before it tries again.
        "reconnect_timeout": 5,
    }
    # What a restart of the server has cut is not given to a request; an empty query each.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 3)
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    # To compile a query takes longer than to answer it here: half of 1,000 stale rep-days' time.
    if not DATABASE_POOLER:  # PgBouncer takes no such words: the role is given them there
        DATABASES["default"]["OPTIONS"].setdefault("options", "-c jit=off")
    # PgBouncer may give every transaction another connection: a cursor would be left behind.
    # Statements are not prepared ahead in any case, which is Django's own default.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = DATABASE_POOLER == "transaction"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# --- Redis: broker, cache and live channel ----------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    try:
        Redis.from_url(REDIS_URL)
    except ValueError as error:
        raise ImproperlyConfigured(f"REDIS_URL cannot be read: {error}") from error

if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "config.cache.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "repscore",
            "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.5, "retry": None},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    }


# --- Worker and timetable ---------------------------------------------------------------
# The timetable itself stands in config/celery.py.

QUEUE_DIR = VAR_DIR / "queue"

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    if REDIS_URL.startswith("redis://"):  # TLS comes with kombu's own transport only
        CELERY_BROKER_TRANSPORT = "config.redis_queue:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "socket_connect_timeout": 0.3,
        "socket_timeout": 5,
    }
else:
    QUEUE_DIR.mkdir(exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost//"
    CELERY_BROKER_TRANSPORT = "config.queue:Transport"
    # Whoever writes and whoever reads must name one folder for both directions.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR),
        "data_folder_out": str(QUEUE_DIR),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.1,
    }

# The default gives up after a hundred tries: a broker away for an hour would end worker and beat.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1


# --- People and login -------------------------------------------------------------------
# By invitation only, with the e-mail address; allauth's own rate limits are on.

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapters.InvitationOnlyAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None


# --- API --------------------------------------------------------------------------------

REST_FRAMEWORK = {
    # The token class comes first: it asks for credentials with 401, a session alone says 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.ApiTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.WithinScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["accounts.api.bodies.JsonBody"],
    # The schema describes; a second description by OPTIONS would only be another one to keep.
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "accounts.api.paging.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.throttling.TokenThrottle"],
    "DEFAULT_THROTTLE_RATES": {"token": "600/min"},
    "EXCEPTION_HANDLER": "accounts.api.errors.error_answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

# Ten thousand facts with notes; the default is too small for as many without.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# A quota sheet without a script sends a field a cell: 17 for each of up to 580 people.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

KNOX_TOKEN_MODEL = "accounts.ApiToken"
# Our own token model stands in for knox's: its table would only be in the way.
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {"AUTH_HEADER_PREFIX": "Token", "TOKEN_TTL": None}

SPECTACULAR_SETTINGS = {
    "TITLE": "Repscore",
    "DESCRIPTION": "Facts in, scores out. Money and quantities are strings with exact decimals.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "accounts.api.answers.describe_retry_after",
    ],
    # Fields of one name with different choices need names of their own.
    "ENUM_NAME_OVERRIDES": {
        "PaceStatusEnum": "scorecards.serializers.scores.STATUSES",
        "AttainmentStatusEnum": "scorecards.serializers.attainment.STATUSES",
        "DealStatusEnum": "scorecards.models.Opportunity.Status",
    },
}


# --- Security ---------------------------------------------------------------------------
# Everything comes from our own address; no inline script or style anywhere.

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
    },
}

SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SAMESITE = "Lax"

if PRODUCTION:
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_SECURE = True
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_SSL_REDIRECT = True


# --- Mail -------------------------------------------------------------------------------

try:
    vars().update(env.email("EMAIL_URL", default="consolemail://"))
except (KeyError, ValueError, ImproperlyConfigured) as error:
    raise ImproperlyConfigured(f"EMAIL_URL cannot be read: {error}") from error
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Repscore <repscore@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL


# --- Language and time ------------------------------------------------------------------

LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True

TIME_ZONE = env.str("TIME_ZONE", default="UTC")
try:
    ZoneInfo(TIME_ZONE)
except (KeyError, ValueError, OSError) as error:
    raise ImproperlyConfigured(f"TIME_ZONE is not a known time zone: {TIME_ZONE!r}") from error


# --- Static files -----------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"


# --- Logging ----------------------------------------------------------------------------
# One line an event on stdout: time, level, logger, message, then key=value.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.LineFormatter"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "line",
        },
    },
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        **{
            name: {"handlers": [], "level": "INFO", "propagate": True}
            for name in ("django", "django.server", "uvicorn", "uvicorn.access")
        },
        # The timetable speaks every few seconds; failures are still told.
        **{
            name: {"level": "WARNING"}
            for name in ("celery.app.trace", "celery.beat", "celery.worker.strategy")
        },
        # Which of several timetables sends is told whatever --loglevel says.
        "config.beat": {"level": "INFO"},
    },
}
