"""Django settings: everything a bureau may change comes from the environment or from its home folder."""

import secrets
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF

env = environ.Env()

#: Where a bureau's own files live: database, attachments, secret.
HOME = Path(env.str("GANGMU_HOME", default="var")).resolve()


def _secret_key() -> str:
    """Read the bureau's secret, or make it on the first start, readable by the service alone."""
    given = env.str("SECRET_KEY", default="")
    if given:
        return str(given)
    path = HOME / "secret.key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = _secret_key()
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "gangmu.foundation.audit",
    "gangmu.foundation.access",
    "gangmu.foundation.sealing",
    "gangmu.foundation.calendars",
    "gangmu.foundation.organisations",
    "gangmu.foundation.people",
    "gangmu.foundation.accounts",
    "gangmu.foundation.files",
    "gangmu.foundation.jobs",
    "gangmu.foundation.notices",
    "gangmu.foundation.ui",
    "gangmu.foundation.registers",
    "gangmu.foundation.administration",
    "gangmu.datacentre.targets",
    "gangmu.records.rolls",
    "gangmu.records.premises",
    "gangmu.records.places",
    "gangmu.records.staff",
    "gangmu.records.checks",
    "gangmu.procedures.ledger",
    "gangmu.applications.planning",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "gangmu.foundation.ui.middleware.UnseenSignMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gangmu.foundation.accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gangmu.foundation.ui.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "gangmu.project.urls"
WSGI_APPLICATION = "gangmu.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "gangmu.foundation.ui.context.frame",
            ]
        },
    }
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{HOME / 'gangmu.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    HOME.mkdir(parents=True, exist_ok=True)  # the folder of the database is there before the database
    # Without these four a single writer stalls the others for seconds (docs/decisions/0002-sqlite.md).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "ui:home"
#: Wrong passwords within the cooling time that lock a user name, and those that lock an address: a school may share one.
AXES_FAILURE_LIMIT = env.int("FAILURES_OF_A_NAME", default=5)
FAILURES_OF_AN_ADDRESS = env.int("FAILURES_OF_AN_ADDRESS", default=50)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("LOCKED_MINUTES", default=15))
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_HANDLER = "gangmu.foundation.accounts.lockout.LockoutHandler"
AXES_CLIENT_IP_CALLABLE = "gangmu.foundation.accounts.lockout.client_address"
#: Proxies of the bureau in front of the server; the address is the one that the outermost of them saw.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "gangmu.foundation.accounts.views.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True  # signing in stands in the audit
AXES_VERBOSE = False

#: How many sessions an account may have at once; the oldest ends.
SESSIONS_AT_ONCE = env.int("SESSIONS_AT_ONCE", default=3)
#: Minutes without a click after which a session ends.
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=120)
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", default=8 * 3600)
SESSION_COOKIE_HTTPONLY = True
SESSION_SAVE_EVERY_REQUEST = False
HTTPS = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
#: The English of the rooms that are no Django applications.
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORM_RENDERER = "gangmu.foundation.ui.rendering.FormRenderer"
FORMAT_MODULE_PATH = ["gangmu.foundation.ui.formats"]

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = HOME / "attachments"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20000
#: Files taken at once: what the units of a city return.
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
#: Largest attachment, in bytes.
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_BYTES", default=50 * 1024 * 1024)

#: Background work waits in the bureau's own database; without a backend named it would run inside the request.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
#: For how many days the history of background work is kept.
JOB_HISTORY_DAYS = env.int("JOB_HISTORY_DAYS", default=400)

#: The outgoing webhook's address and secret, where they are not to lie in the database; whether it may lead into the bureau's network.
WEBHOOK_ADDRESS = env.str("WEBHOOK_ADDRESS", default="")
WEBHOOK_SECRET = env.str("WEBHOOK_SECRET", default="")
WEBHOOK_PRIVATE = env.bool("WEBHOOK_PRIVATE", default=False)

#: An optional language model that proposes on the review screen (chat-completions form); off while no address is named.
ASSISTANT_ADDRESS = env.str("ASSISTANT_ADDRESS", default="")
ASSISTANT_MODEL = env.str("ASSISTANT_MODEL", default="")
ASSISTANT_KEY = env.str("ASSISTANT_KEY", default="")

DJANGO_TABLES2_TEMPLATE = "ui/table.html"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
