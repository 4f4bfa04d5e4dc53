"""Settings. Everything that differs between installations comes from the environment (see docs/operator.md)."""

import os

from csp.constants import NONCE, NONE, SELF

from notify import environment

BASE_DIR = environment.BASE_DIR
VAR_DIR = environment.var_dir()
NOTIFY_PROFILE = environment.profile()
NOTIFY_DEMO = NOTIFY_PROFILE == "demo"

SECRET_KEY = environment.secret("NOTIFY_SECRET_KEY", "secret_key")
NOTIFY_KEK = environment.secret("NOTIFY_KEK", "kek")
PRIVATE_DIR = VAR_DIR / "private" / NOTIFY_PROFILE
NOTIFY_LOT_LETTERS = int(os.environ.get("NOTIFY_LOT_LETTERS", "200"))
DEBUG = False
ALLOWED_HOSTS = os.environ.get("NOTIFY_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("NOTIFY_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_fsm",
    "django_htmx",
    "csp",
    "axes",
    "breaches",
    "notify",
    "notify.accounts",
    "notify.web",
    "notify.work",
    "notify.alerts",
    "notify.recipients",
    "notify.letters",
    "notify.dossier",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "notify.accounts.middleware.MemberMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "notify.work.doorbell.DoorbellMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "notify.urls"
WSGI_APPLICATION = "notify.wsgi.application"
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
                "csp.context_processors.nonce",
                "notify.web.context.page",
            ],
        },
    },
]

DATABASES = {"default": environment.database()}
ATOMIC_REQUESTS = False  # IMMEDIATE takes the write lock even for reads
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "notify.accounts.validators.NotADemoPassword"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "dashboard"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_USERNAME_FORM_FIELD = (
    "username"  # the form's name for the address; by default axes looks for "email" and locks nobody
)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "web/locked_out.html"
AXES_VERBOSE = False
SESSION_COOKIE_AGE = int(os.environ.get("NOTIFY_SESSION_SECONDS", str(10 * 3600)))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "notify.web.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("NOTIFY_HTTPS") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the letter preview is a PDF in a frame of our own page
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "object-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "notify" / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # never used
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
FILE_UPLOAD_HANDLERS = ["notify.web.uploads.MemoryOnlyUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

EMAIL_HOST = os.environ.get("NOTIFY_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("NOTIFY_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("NOTIFY_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("NOTIFY_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("NOTIFY_SMTP_TLS") == "1"
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = VAR_DIR / "outbox" / NOTIFY_PROFILE
DEFAULT_FROM_EMAIL = os.environ.get("NOTIFY_FROM", "notify@localhost.localdomain")
NOTIFY_BASE_URL = os.environ.get("NOTIFY_BASE_URL", "http://127.0.0.1:8000")

CELERY_BROKER_URL = environment.broker_url()
_embedded_broker = CELERY_BROKER_URL.startswith("sqlalchemy+")
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {}
    if _embedded_broker
    else {"confirm_publish": True}
    if CELERY_BROKER_URL.startswith("amqp")
    else {"visibility_timeout": 900, "socket_keepalive": True, "health_check_interval": 30}
)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_DEFAULT_QUEUE = os.environ.get("NOTIFY_QUEUE", "notify")
if CELERY_BROKER_URL.startswith("amqp"):
    CELERY_TASK_DEFAULT_QUEUE_TYPE = "quorum"
    CELERY_TASK_DEFAULT_EXCHANGE_TYPE = "topic"
NOTIFY_SWEEP_SECONDS = float(os.environ.get("NOTIFY_SWEEP_SECONDS", "15"))
NOTIFY_LEASE_SECONDS = float(os.environ.get("NOTIFY_LEASE_SECONDS", "120"))
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "notify.work.sweep",
        "schedule": NOTIFY_SWEEP_SECONDS,
        "options": {"expires": 4 * NOTIFY_SWEEP_SECONDS},
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("NOTIFY_LOG_LEVEL", "INFO")},
    # Where HarfBuzz's own subsetter is missing, fontTools writes fifty lines for each PDF.
    "loggers": {"fontTools": {"level": "WARNING"}},
}
