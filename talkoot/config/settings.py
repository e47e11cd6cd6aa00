"""Settings, read from the environment with safe defaults. docs/operations/settings.md lists every variable."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pghistory
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parents[2]


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(default)).strip().lower() in ("1", "true", "yes", "on")


def listed(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


# What this process is for. "demo" (make run) and "test" bring safe settings of their own; "production" refuses them.
MODE = os.environ.get("TALKOOT_MODE") or "production"
DEBUG = flag("TALKOOT_DEBUG")
DATA = Path(os.environ.get("TALKOOT_DATA", ROOT / ".data")).resolve()
SECRET_KEY = os.environ.get("TALKOOT_SECRET_KEY") or ("demo-" + "not-a-secret" * 5)
SITE_NAME = os.environ.get("TALKOOT_SITE_NAME", "Talkoot")
SITE_URL = os.environ.get("TALKOOT_SITE_URL", "http://localhost:8000").rstrip("/")
SITE_HOSTS = frozenset(listed("TALKOOT_HOSTS", "localhost,127.0.0.1,[::1]"))
# Municipalities bring host names of their own, so Django's list lets all through and SITE_HOSTS or the table decides.
MUNICIPAL_HOSTS = flag("TALKOOT_MUNICIPAL_HOSTS")
ALLOWED_HOSTS = ["*"] if MUNICIPAL_HOSTS else [*SITE_HOSTS]
CSRF_TRUSTED_ORIGINS = listed("TALKOOT_TRUSTED_ORIGINS")
IS_HTTPS = SITE_URL.startswith("https://")

# The one registration list of the domain: a new app costs its folder and one line here. Lower floors first.
DOMAIN_APPS = [
    "talkoot.tools.themes",
    "talkoot.tools.questionnaires",
    "talkoot.tools.agreements",
    "talkoot.tools.privacy",
    "talkoot.tools.measures",
    "talkoot.tools.reviews",
    "talkoot.commons.operating_models",
    "talkoot.commons.places",
    "talkoot.commons.trials",
    "talkoot.activities.marketplace",
    "talkoot.activities.calls",
    "talkoot.overviews.showcase",
    "talkoot.overviews.home",
]

INSTALLED_APPS = [
    "talkoot.kernel.i18n",
    "talkoot.kernel.database",
    "talkoot.kernel.municipalities",
    "talkoot.kernel.people",
    "talkoot.kernel.permissions",
    "talkoot.kernel.audit",
    "talkoot.kernel.jobs",
    "talkoot.kernel.files",
    "talkoot.kernel.links",
    "talkoot.kernel.search",
    "talkoot.kernel.mail",
    "talkoot.kernel.api",
    "talkoot.kernel.ui",
    *DOMAIN_APPS,
    "talkoot.operations",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_scopes",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.idp.oidc",
    "axes",
    "csp",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "talkoot.kernel.ui.kept_pages.KeptPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "talkoot.kernel.municipalities.middleware.MunicipalityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

# For so long a visitor without a cookie may see a public page as it was; 0 draws it anew each time.
PAGES_KEPT_SECONDS = int(os.environ.get("TALKOOT_PAGES_KEPT_SECONDS") or (0 if MODE == "test" else 10))

ROOT_URLCONF = "talkoot.config.urls"
WSGI_APPLICATION = "talkoot.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "talkoot.kernel.ui.context.frame",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "talkoot.kernel.ui.templatetags.ui",
                "talkoot.kernel.i18n.templatetags.words",
                "talkoot.kernel.ui.templatetags.shown",
            ],
        },
    }
]
FORM_RENDERER = "talkoot.kernel.ui.forms.FormRenderer"

# --- Database: two roles. The one that serves owns nothing; the owner migrates, backs up and restores. -----------------


def database(url: str, **options: object) -> dict[str, object]:
    """A `postgresql://user:password@host:port/name?host=/socket&sslmode=…` address as Django settings."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        # After a restart of the database no page falls over a connection that has died.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query | options,
    }


DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", "") or DATABASE_URL
# Connections of one process; 0: none is kept, for a pooler in front of PostgreSQL.
POOL_SIZE = int(os.environ.get("TALKOOT_POOL", "8"))
POOL = {"pool": {"min_size": 1, "max_size": POOL_SIZE, "timeout": 10}} if POOL_SIZE else {}
DATABASES = {
    "default": database(DATABASE_URL, **POOL),
    "owner": database(DATABASE_OWNER_URL),
}
DATABASES["owner"]["TEST"] = {"MIRROR": "default"}

# --- People and sign-in ------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "talkoot.kernel.people.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "talkoot.kernel.people.adapters.SocialAccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "talkoot.kernel.people.sign_up.AboutYou"
ACCOUNT_FORMS = {
    "login": "talkoot.kernel.people.account_forms.SignIn",
    "signup": "talkoot.kernel.people.account_forms.SignUp",
    "reset_password": "talkoot.kernel.people.account_forms.ForgottenPassword",
    "reset_password_from_key": "talkoot.kernel.people.account_forms.NewPassword",
    "change_password": "talkoot.kernel.people.account_forms.ChangePassword",
    "set_password": "talkoot.kernel.people.account_forms.FirstPassword",
    "reauthenticate": "talkoot.kernel.people.account_forms.Reauthenticate",
    "add_email": "talkoot.kernel.people.account_forms.ChangeAddress",
    "confirm_email_verification_code": "talkoot.kernel.people.account_forms.AddressCode",
    "confirm_password_reset_code": "talkoot.kernel.people.account_forms.PasswordCode",
}
SOCIALACCOUNT_FORMS = {"signup": "talkoot.kernel.people.account_forms.SignUpAfterIdentification"}
MFA_FORMS = {
    "add_webauthn": "talkoot.kernel.people.account_forms.AddPasskey",
    "edit_webauthn": "talkoot.kernel.people.account_forms.RenamePasskey",
    "login_webauthn": "talkoot.kernel.people.account_forms.SignInWithPasskey",
    "authenticate_webauthn": "talkoot.kernel.people.account_forms.ConfirmWithPasskey",
    "reauthenticate_webauthn": "talkoot.kernel.people.account_forms.ConfirmAgainWithPasskey",
    "authenticate": "talkoot.kernel.people.account_forms.RecoveryCode",
    "reauthenticate": "talkoot.kernel.people.account_forms.RecoveryCodeAgain",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "talkoot.kernel.people.brakes.locked_out"
AXES_USERNAME_CALLABLE = "talkoot.kernel.people.brakes.address_tried"
AXES_CLIENT_IP_CALLABLE = "talkoot.kernel.people.brakes.client_address"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# Attempts are counted in the database: the count must be the same in every web process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "talkoot_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag("TALKOOT_BEHIND_PROXY") else 0

# National identification by OpenID Connect. In the demo and in tests the platform plays the other side itself, with made-up people.
PLAYS_IDENTIFICATION = MODE in ("demo", "test") and not os.environ.get("TALKOOT_OIDC_SERVER")
OIDC_SERVER = os.environ.get("TALKOOT_OIDC_SERVER", f"{SITE_URL}/idp" if PLAYS_IDENTIFICATION else "")
OIDC_PROVIDER = {
    "provider_id": "identification",
    "name": os.environ.get("TALKOOT_OIDC_NAME", "Suomi.fi"),
    "client_id": os.environ.get("TALKOOT_OIDC_CLIENT", "talkoot-demo"),
    "secret": os.environ.get("TALKOOT_OIDC_SECRET", "demo-secret" if PLAYS_IDENTIFICATION else ""),
    "settings": {"server_url": OIDC_SERVER, "scope": ["openid", "profile"]},
}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [OIDC_PROVIDER] if OIDC_SERVER else []}}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
if PLAYS_IDENTIFICATION:
    IDP_OIDC_ADAPTER = "talkoot.kernel.people.played_identification.PlayedIdentificationAdapter"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31536000 if IS_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("TALKOOT_BEHIND_PROXY") else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "frame-ancestors": ["'none'"],
        # Signing in by identification is a form that is sent on to the other side.
        "form-action": ["'self'", *(["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER))] if OIDC_SERVER else [])],
    }
}

# --- Languages ---------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]
# How each language calls itself: for the language links, which must be readable by those who need them.
LANGUAGE_NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Helsinki"

# --- Files, mail, jobs, logs -------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "build" / "static"
STATICFILES_DIRS = [ROOT / "build" / "assets"] if (ROOT / "build" / "assets").is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if S3_BUCKET := os.environ.get("TALKOOT_S3_BUCKET"):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": S3_BUCKET, "endpoint_url": os.environ.get("TALKOOT_S3_ENDPOINT"), "default_acl": None},
    }
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

EMAIL_BACKEND = os.environ.get("TALKOOT_EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = os.environ.get("TALKOOT_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("TALKOOT_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("TALKOOT_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("TALKOOT_SMTP_PASSWORD", "")
EMAIL_USE_TLS = flag("TALKOOT_SMTP_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("TALKOOT_MAIL_FROM", "talkoot@localhost")
if MODE == "demo" and "TALKOOT_EMAIL_BACKEND" not in os.environ:
    # The demo sends nothing: mail lies readable as files in the data folder.
    EMAIL_BACKEND = "talkoot.kernel.mail.backends.MaildirBackend"
    EMAIL_FILE_PATH = DATA / "mail"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# Rescue (kernel/jobs) takes a worker for dead after three missed beats. A stopping worker finishes its jobs, then leaves.
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": int(os.environ.get("TALKOOT_JOBS_AT_ONCE", "2")),
    "shutdown_graceful_timeout": 30,
    "update_heartbeat_interval": 5,
    "stalled_worker_timeout": 20,
}
# The context (action, actor, request) lies in each history row, behind the same fence as the row itself.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField()
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "talkoot": {"level": os.environ.get("TALKOOT_LOG_LEVEL", "INFO")},
        # Said once per public page; turn on to see every look across municipalities with its reason.
        "talkoot.municipalities": {"level": os.environ.get("TALKOOT_ACROSS_LOG_LEVEL", "WARNING")},
    },
}

if MODE == "test":
    from talkoot.config import settings_test

    settings_test.change(globals())
