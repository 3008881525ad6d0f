"""Settings: safe for production as they stand; the environment loosens them for development."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
import structlog
from csp.constants import NONE, SELF

from tildeling.environment import flag, read, words
from tildeling.logs import with_error_number, without_words

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = read("DEBUG", flag, default=False)
DEMO = read("DEMO", flag, default=False)  # demo users, demo town, a banner that says so
SECRET_KEY = read("SECRET_KEY", str)
ALLOWED_HOSTS: list[str] = read("ALLOWED_HOSTS", words, default=[])
CSRF_TRUSTED_ORIGINS: list[str] = read("CSRF_TRUSTED_ORIGINS", words, default=[])
BASE_URL = read("BASE_URL", str, default="http://127.0.0.1:8000")  # for links in e-mail
VAR_DIR = Path(read("VAR_DIR", str, default=str(BASE_DIR / "var")))
HTTPS = read("HTTPS", flag, default=True)  # False only for a demo or a test on one machine

# Synthetic identity numbers (month + 80) are for demo and test; real ones for production only.
SYNTHETIC_NUMBERS = read("SYNTHETIC_NUMBERS", flag, default=False)

# The floors of the house, top to bottom; import-linter holds the same order.
SURFACE = ["desk", "privacy", "inspection", "meetings"]
STAGES = ["referrals", "delivery", "decisions", "pathways", "assessments", "intake"]
SUPPORT = ["backup", "records", "oversight", "rights", "deadlines", "notifications"]
TRUNK = ["cases"]
GROUND = ["entrance", "watch", "people", "audit"]
HOUSE = [*SURFACE, *STAGES, *SUPPORT, *TRUNK, *GROUND]

INSTALLED_APPS = [
    *HOUSE,
    "tildeling",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "template_partials",
    "django_linear_migrations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tildeling.middleware.OurOwnPages",
    "tildeling.middleware.QuietSessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tildeling.typed.KeepTyped",
    "tildeling.middleware.SignInFirst",
    "tildeling.middleware.ChosenLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tildeling.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "tildeling.urls"
WSGI_APPLICATION = "tildeling.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tildeling.frame.frame",
            ],
        },
    },
]

# The web and the worker connect as tildeling_app, which owns nothing. Migrations connect as
# the owner: `manage.py migrate --database=owner` with MIGRATION_DATABASE_URL set.
MIGRATION_DATABASE_URL = read("MIGRATION_DATABASE_URL", str, default="")
# The verifier of the trail connects as tildeling_reader, so that it can change nothing.
READER_DATABASE_URL = read("READER_DATABASE_URL", str, default="")
# Where the seals of the trail are written outside the database: a file that is only added to.
TRAIL_ANCHOR_FILE = read("TRAIL_ANCHOR_FILE", str, default=str(VAR_DIR / "trail-anchor.jsonl"))
DATABASE_URL = read("DATABASE_URL", str)
DATABASES = {
    alias: dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    for alias, url in [("default", DATABASE_URL), ("owner", MIGRATION_DATABASE_URL)]
    if url
}
DATABASE_ROUTERS = ["tildeling.router.OneDatabase"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/logg-inn/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/logg-inn/"
# Who vouches for staff, where the municipality has somebody: OpenID Connect. Empty: passwords only.
OIDC_ISSUER = read("OIDC_ISSUER", str, default="").rstrip("/")
OIDC_CLIENT_ID = read("OIDC_CLIENT_ID", str, default="")
OIDC_CLIENT_SECRET = read("OIDC_CLIENT_SECRET", str, default="")
OIDC_SCOPES = read("OIDC_SCOPES", str, default="openid profile")
OIDC_STAFF_CLAIM = read("OIDC_STAFF_CLAIM", str, default="employee_number")  # the employer's number
OIDC_PERSON_CLAIM = read("OIDC_PERSON_CLAIM", str, default="")  # their own identity number, if said
OIDC_ACR = read("OIDC_ACR", str, default="")  # the least strength asked for, and held to; or any
OIDC_MUNICIPALITY = read("OIDC_MUNICIPALITY", str, default="")  # whose staff; empty: the only one
# Passwords beside it, for the day it does not answer and for who is not in it.
LOCAL_SIGN_IN = read("LOCAL_SIGN_IN", flag, default=True)
# Whether a password alone is enough: `required` asks for an app's code or a passkey too, and sets
# it up at the first sign-in; with `off` it is asked of those who have set it up.
SECOND_FACTOR = read("SECOND_FACTOR", str, default="off" if DEMO else "required")
# Wrong passwords for all names together, from one address in a quarter of an hour. A whole town
# hall may come from one address, so it is far above what one person's mistakes amount to.
SIGN_IN_FAILURES_PER_ADDRESS = read("SIGN_IN_FAILURES_PER_ADDRESS", int, default=50)
# Half an hour without doing anything, and ten hours whatever one does: then sign in again.
SESSION_COOKIE_AGE = int(timedelta(minutes=30).total_seconds())
SESSION_AT_MOST = int(timedelta(hours=10).total_seconds())
SESSION_ENGINE = "people.adapters.sessions"
SESSION_SAVE_EVERY_REQUEST = True
# Under this prefix a browser takes the cookie from this very host alone, and over HTTPS.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
SESSION_COOKIE_SAMESITE = "Lax"  # whoever vouches for staff leads them back here
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tildeling.views.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the design system's icons are data: SVG
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = [
    "records.adapters.uploads.Capped",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Documents lie outside the database, each under its hash, in a folder that is backed up with it.
DOCUMENT_ROOT = read("DOCUMENT_ROOT", str, default=str(VAR_DIR / "documents"))
DOCUMENT_MAX_BYTES = read("DOCUMENT_MAX_BYTES", int, default=25_000_000)
DOCUMENT_QUOTA_BYTES = read("DOCUMENT_QUOTA_BYTES", int, default=0)  # a municipality's; 0: none
# Documents in a bucket instead of DOCUMENT_ROOT, where a bucket is named.
DOCUMENT_BUCKET = read("DOCUMENT_BUCKET", str, default="")
DOCUMENT_S3_ENDPOINT = read("DOCUMENT_S3_ENDPOINT", str, default="")  # empty: Amazon's own
DOCUMENT_S3_REGION = read("DOCUMENT_S3_REGION", str, default="eu-north-1")
DOCUMENT_S3_KEY = read("DOCUMENT_S3_KEY", str, default="")
DOCUMENT_S3_SECRET = read("DOCUMENT_S3_SECRET", str, default="")
VIRUS_SCANNER = read("VIRUS_SCANNER", str, default="")  # tcp://host:3310 or unix:///path
SCAN_FOLDER = read("SCAN_FOLDER", str, default="")  # one folder below it for each municipality
BACKUP_PUBLIC_KEY = read("BACKUP_PUBLIC_KEY", str, default="")  # to whom backups are enciphered
BACKUP_DATABASE_URL = read("BACKUP_DATABASE_URL", str, default="")  # who reads all, for them alone
# Digital post (KS SvarUt): how long it may take to answer, and what left us still be on its way.
DIGITAL_POST_URL = read("DIGITAL_POST_URL", str, default="").rstrip("/")
DIGITAL_POST_INTEGRATION = read("DIGITAL_POST_INTEGRATION", str, default="")
DIGITAL_POST_PASSWORD = read("DIGITAL_POST_PASSWORD", str, default="")
DIGITAL_POST_SECONDS = read("DIGITAL_POST_SECONDS", int, default=20)
DIGITAL_POST_SETTLES_SECONDS = read("DIGITAL_POST_SETTLES_SECONDS", int, default=1020)
MASKINPORTEN_ISSUER = read("MASKINPORTEN_ISSUER", str, default="")
MASKINPORTEN_CLIENT_ID = read("MASKINPORTEN_CLIENT_ID", str, default="")
MASKINPORTEN_KEY_ID = read("MASKINPORTEN_KEY_ID", str, default="")
MASKINPORTEN_KEY = read("MASKINPORTEN_KEY", str, default="")  # PEM, with \n for its lines
LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Oslo"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
NODE_MODULES = BASE_DIR / "node_modules"
# Straight from the packages: no build step; served as they lie, or collected (see STORAGES).
STATICFILES_DIRS = [
    (prefix, NODE_MODULES / path)
    for prefix, path in [
        ("ds", "@digdir/designsystemet-css/dist"),
        ("ds-web", "@digdir/designsystemet-web/dist/umd"),
        ("htmx", "htmx.org/dist"),
        ("inter", "@fontsource/inter/files"),
    ]
]
WHITENOISE_USE_FINDERS = read("WHITENOISE_USE_FINDERS", flag, default=False)
# Collected, each file is compressed and has its digest in its name, so that browsers keep it.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_AUTOREFRESH = DEBUG

REDIS_URL = read("REDIS_URL", str)
# A Unix socket has one name in the client (unix://) and another in Celery.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False  # only the clock publishes, and it has its own way out
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_STORE_ERRORS_EVEN_IF_IGNORED = False
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_BEAT_SCHEDULER = "watch.tasks:Clock"
CELERY_TASK_DEFAULT_QUEUE = "clock"
CELERY_TASK_ROUTES = {"notifications.tasks.*": {"queue": "post"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
# Intervals only: all calendar meaning lies in deadlines.rules, so no night of changed clocks
# can skip or double anything. A nudge that comes twice or never changes nothing.
CELERY_BEAT_SCHEDULE = {
    "sweep deadlines": {
        "task": "deadlines.tasks.sweep",
        "schedule": timedelta(seconds=read("SWEEP_SECONDS", int, default=30)),
    },
    "count deadlines again": {
        "task": "deadlines.tasks.count_again",
        "schedule": timedelta(hours=1),
    },
    "send what is due": {
        "task": "notifications.tasks.send_due",
        "schedule": timedelta(seconds=read("SEND_SECONDS", int, default=15)),
    },
    "hand letters over": {
        "task": "notifications.tasks.relay_letters",
        "schedule": timedelta(seconds=read("SEND_SECONDS", int, default=15)),
    },
    "seal the trail": {
        "task": "audit.tasks.seal",
        "schedule": timedelta(seconds=read("SEAL_SECONDS", int, default=10)),
    },
    "verify the trail": {
        "task": "audit.tasks.check",
        "schedule": timedelta(seconds=read("VERIFY_SECONDS", int, default=240)),
    },
    "empty the scan folder": {
        "task": "records.tasks.empty_scan_folder",
        "schedule": timedelta(seconds=read("SCAN_SECONDS", int, default=60)),
    },
    "enter posted letters in the journal": {
        "task": "records.tasks.number_letters",
        "schedule": timedelta(minutes=5),
    },
    "end what meetings opened": {
        "task": "meetings.tasks.end_past_access",
        "schedule": timedelta(minutes=15),
    },
    "look for unusual looks": {
        "task": "oversight.tasks.look_for_signals",
        "schedule": timedelta(minutes=5),
    },
    "forget old drafts": {
        "task": "cases.tasks.purge_drafts",
        "schedule": timedelta(hours=6),
    },
    "forget sessions that have ended": {
        "task": "entrance.tasks.forget_sessions",
        "schedule": timedelta(hours=6),
    },
    "forget old answers to requests": {
        "task": "entrance.tasks.forget_results",
        "schedule": timedelta(hours=6),
    },
    "ask what must never be": {
        "task": "watch.tasks.check",
        "schedule": timedelta(minutes=10),
    },
    "look over rights": {
        "task": "rights.tasks.look_over",
        "schedule": timedelta(minutes=10),
    },
    "next months' partitions": {
        "task": "deadlines.tasks.prepare_partitions",
        "schedule": timedelta(hours=6),
    },
}

# The watchdog: how often it looks, how long a part may be silent, and whom it tells by mail beside
# the administrators (the only ones it can tell of a database that does not answer at its start).
WATCH_SECONDS = read("WATCH_SECONDS", int, default=30)
WATCH_PATIENCE_SECONDS = read("WATCH_PATIENCE_SECONDS", int, default=240)
ALARM_EMAIL: list[str] = read("ALARM_EMAIL", words, default=[])
# True for a database that nobody misses: tests. Then it may run without fsync.
THROWAWAY_DATABASE = read("THROWAWAY_DATABASE", flag, default=False)

EMAIL_URL = read("EMAIL_URL", str, default="smtp://127.0.0.1:25")
_email = urlsplit(EMAIL_URL)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = _email.hostname or "127.0.0.1"
EMAIL_PORT = _email.port or 25
EMAIL_HOST_USER = unquote(_email.username or "")
EMAIL_HOST_PASSWORD = unquote(_email.password or "")
EMAIL_USE_TLS = _email.scheme == "smtp+tls"
EMAIL_USE_SSL = _email.scheme == "smtps"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = read("DEFAULT_FROM_EMAIL", str, default="ikke-svar@tildeling.invalid")
MAIL_CAPTURE_URL = read("MAIL_CAPTURE_URL", str, default="")  # where captured mail is read

# How long a finished letter may be stopped before it is sent ("Du kan stanse utsendingen").
LETTER_HOLD_MINUTES = read("LETTER_HOLD_MINUTES", int, default=10)

# How long what somebody has typed and not sent is kept after they last touched it.
DRAFT_DAYS = read("DRAFT_DAYS", int, default=30)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],  # people.adapters.Door says how; without it: nobody
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "tildeling.openapi.Schema",
    "DEFAULT_METADATA_CLASS": None,
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "people.adapters.problem",
    "UNAUTHENTICATED_USER": None,
    "UNICODE_JSON": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Tildeling",
    "DESCRIPTION": "From søknad to service: the same actions as the pages, over HTTP.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "POSTPROCESSING_HOOKS": ["tildeling.openapi.with_problems"],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "keys": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso"),
                with_error_number,
                without_words,
            ],
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "keys"}},
    "root": {"handlers": ["stderr"], "level": read("LOG_LEVEL", str, default="INFO")},
    "loggers": {
        # Django logs the path of every refused request; ours hold no names, so it may.
        "django.server": {"level": "WARNING"},
    },
}
