"""All settings, read from the environment alone. `.env.example` explains each variable.

PORTAL_MODE says what this process is: `production` (the default), `demo` (bin/run) or `test` (bin/test).
"""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from celery.schedules import crontab
from csp.constants import NONE, SELF

from essex_portal import env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

PORTAL_MODE = env.one_of("PORTAL_MODE", {"production", "demo", "test"}, "production")
PRODUCTION = PORTAL_MODE == "production"
DEMO_MODE = PORTAL_MODE == "demo"
PORTAL_NAME = "Essex Education Portal"

# --- Secrets and addresses -------------------------------------------------------------------------

DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = env.text("SECRET_KEY")
MFA_ENCRYPTION_KEY = env.text("MFA_ENCRYPTION_KEY")  # Fernet keys, newest first, separated by commas
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 0)

if PRODUCTION:
    from essex_portal.production import refuse_unsafe

    refuse_unsafe(
        debug=DEBUG,
        secret_key=SECRET_KEY,
        mfa_key=MFA_ENCRYPTION_KEY,
        site_url=SITE_URL,
        allowed_hosts=ALLOWED_HOSTS,
        trusted_proxy_count=TRUSTED_PROXY_COUNT,
    )

# --- Applications ----------------------------------------------------------------------------------

PORTAL_APPS = [
    "essex_portal.home",
    "partnerships",
    "traded_assessment",
    "send",
    "essex_portal.taskforce",
    "essex_portal.tracker",
    "essex_portal.accounts",
    "essex_portal.organisations",
    "essex_portal.documents",
    "essex_portal.mail",
    "essex_portal.jobs",
    "essex_portal.audit",
    "essex_portal.ui",
]

INSTALLED_APPS = [
    *PORTAL_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rules",
    "pgtrigger",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "essex_portal.logging.RequestIdMiddleware",
    "essex_portal.rest.middleware.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "essex_portal.accounts.activity.ActivityMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "essex_portal.accounts.middleware.AccessMiddleware",
]

ROOT_URLCONF = "essex_portal.urls"
WSGI_APPLICATION = "essex_portal.wsgi.application"

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
                "essex_portal.home.context.page",
            ],
        },
    }
]
FORM_RENDERER = "essex_portal.ui.forms.PortalRenderer"

# --- Database, cache, storage ----------------------------------------------------------------------

DATABASES = {
    "default": env.database()
    | {
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": env.integer("DATABASE_POOL", 8, minimum=1)}},
    }
}
if PORTAL_MODE == "test" and (template := env.text("TEST_DATABASE_TEMPLATE", "")):  # migrated already: bin/test
    DATABASES["default"]["TEST"] = {"TEMPLATE": template, "MIGRATE": False}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits must hold across web processes and survive a dead broker, so they live in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

STORAGE_DIR = Path(env.text("STORAGE_DIR", str(BASE_DIR / ".portal" / "documents")))
S3_BUCKET = env.text("S3_BUCKET", "")

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": STORAGE_DIR, "file_permissions_mode": 0o640},
    },
    "staticfiles": {"BACKEND": "essex_portal.ui.storage.PortalStaticStorage"},
}
if S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.text("S3_ENDPOINT_URL", "") or None,
            "default_acl": "private",
            "file_overwrite": True,
        },
    }
if PORTAL_MODE == "test":
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static" / "built"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_LIMIT_BYTES = env.integer("UPLOAD_LIMIT_BYTES", 120 * 1024 * 1024)

# --- Background work -------------------------------------------------------------------------------

REDIS_URL = env.text("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 14 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 190_000  # KB: a child that grew is replaced after its task
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 20 * 60,  # longer than any task may run, so that none is handed out twice
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    # A page that queues work does not wait for a dead broker: one more try at once, then the sweeper's turn.
    "max_retries": 1,
    "interval_start": 0,
}
CELERY_TASK_PUBLISH_RETRY = False  # the row is saved; the sweeper queues it again (essex_portal.jobs)
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE = {
    "pick up what was left behind": {"task": "jobs.sweep", "schedule": 30.0},
    "pass offers of places on": {"task": "traded_assessment.pass_offers_on", "schedule": 60.0},
    "pass funded places on": {"task": "partnerships.lapse_overdue_awards", "schedule": crontab(minute="20")},
    "invite to forums": {
        "task": "partnerships.invite_to_forums",
        "schedule": crontab(minute="40", hour="7"),
    },
    "end what nobody approved": {"task": "traded_assessment.end_overdue_approvals", "schedule": 60.0},
    "follow the school register": {"task": "partnerships.follow_register", "schedule": 600.0},
    # People are written to between 7am and 8pm.
    "remind people of their sessions": {
        "task": "traded_assessment.send_reminders",
        "schedule": crontab(minute="*/15", hour="7-19"),
    },
    "ask contacts whether their details are right": {
        "task": "partnerships.ask_contacts_to_confirm",
        "schedule": crontab(minute="40", hour="8", day_of_week="mon-fri"),
    },
    "remind schools of overdue invoices": {
        "task": "traded_assessment.send_payment_reminders",
        "schedule": crontab(minute="10", hour="8", day_of_week="mon-fri"),
    },
    "summarise the tracker": {
        "task": "tracker.send_digests",
        "schedule": crontab(minute="30", hour="7", day_of_week="mon-fri"),
    },
    "ask people what they thought": {
        "task": "traded_assessment.ask_for_evaluations",
        "schedule": crontab(minute="5-59/15", hour="7-19"),
    },
    "close rounds whose last day is over": {"task": "partnerships.close_rounds", "schedule": 300.0},
    "remind schools of rounds": {
        "task": "partnerships.send_round_reminders",
        "schedule": crontab(minute="20", hour="8", day_of_week="mon-fri"),
    },
}

# --- E-mail ----------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Essex Education Portal <portal@essex-education.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "portal@essex-education.example")
if PRODUCTION:
    email_url = env.text("EMAIL_URL")
    if email_url == "notify":
        EMAIL_BACKEND = "django_gov_notify.backends.NotifyEmailBackend"
        GOVUK_NOTIFY_API_KEY = env.text("GOVUK_NOTIFY_API_KEY")
        GOVUK_NOTIFY_PLAIN_EMAIL_TEMPLATE_ID = env.text("GOVUK_NOTIFY_PLAIN_EMAIL_TEMPLATE_ID")
    else:
        globals().update(env.smtp(email_url))
        EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"  # never mails anyone outside
    EMAIL_FILE_PATH = env.text("MAIL_DIR", str(BASE_DIR / ".portal" / "mail"))

# --- Signing in ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "essex_portal.accounts.backends.PortalBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if PORTAL_MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slow ones cost the tests minutes
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:start"

ACCOUNT_ADAPTER = "essex_portal.accounts.adapter.PortalAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {
    "login": "essex_portal.accounts.forms.sign_in.LoginForm",
    "reauthenticate": "essex_portal.accounts.forms.sign_in.ReauthenticateForm",
    "reset_password": "essex_portal.accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "essex_portal.accounts.forms.sign_in.ResetPasswordKeyForm",
    "change_password": "essex_portal.accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "essex_portal.accounts.forms.sign_in.SetPasswordForm",
    "add_email": "essex_portal.accounts.forms.sign_in.ChangeEmailForm",
}
ACCOUNT_CHANGE_EMAIL = True  # one address a person; a new one counts once it is confirmed
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

MFA_ADAPTER = "essex_portal.accounts.adapter.PortalMFAAdapter"
MFA_FORMS = {
    "authenticate": "essex_portal.accounts.forms.sign_in.AuthenticateForm",
    "reauthenticate": "essex_portal.accounts.forms.sign_in.ReauthenticateWithCodeForm",
    "activate_totp": "essex_portal.accounts.forms.sign_in.ActivateTotpForm",
    "deactivate_totp": "essex_portal.accounts.forms.sign_in.DeactivateTotpForm",
    "generate_recovery_codes": "essex_portal.accounts.forms.sign_in.GenerateRecoveryCodesForm",
    "add_webauthn": "essex_portal.accounts.forms.sign_in.AddPasskeyForm",
    "edit_webauthn": "essex_portal.accounts.forms.sign_in.RenamePasskeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody can sign up, so an unconfirmed new address is no stranger's
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = PORTAL_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = True
SOCIALACCOUNT_ADAPTER = "essex_portal.accounts.adapter.PortalSocialAccountAdapter"

SESSION_ENGINE = "essex_portal.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "essex_portal.ui.errors.csrf_failure"

# --- Transport and content security ----------------------------------------------------------------

if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by the container itself, without TLS
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- API -------------------------------------------------------------------------------------------

# For each token or address and web process; 0 is no limit. On one machine everybody has one address.
API_REQUESTS_PER_MINUTE = env.integer("API_REQUESTS_PER_MINUTE", 600 if PRODUCTION else 0)

# --- Language, time, logs --------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True  # allauth's own texts come in British English through our templates

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "essex_portal.logging.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "celery.worker.strategy": {"level": "WARNING"},  # "received": known before the request's id is
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}

# --- The council's own facts, printed on invoices --------------------------------------------------

BANK_ACCOUNT_NAME = env.text("BANK_ACCOUNT_NAME", "" if PRODUCTION else "Essex County Council (demonstration)")
BANK_SORT_CODE = env.text("BANK_SORT_CODE", "" if PRODUCTION else "00-00-00")
BANK_ACCOUNT_NUMBER = env.text("BANK_ACCOUNT_NUMBER", "" if PRODUCTION else "00000000")
BANK_IBAN = env.text("BANK_IBAN", "")  # for e-invoices; without it they give sort code and account number
BANK_BIC = env.text("BANK_BIC", "")

# --- Libraries -------------------------------------------------------------------------------------

DJANGO_TABLES2_TEMPLATE = "django_tables2/portal.html"
NINJA_NUM_PROXIES = TRUSTED_PROXY_COUNT
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # one account an e-mail address, whatever its case: a constraint of User
