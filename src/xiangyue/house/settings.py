"""Few settings, read strictly. What a township decides (days, weights, deadlines) is dated rows, never a setting."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from xiangyue.house import environment
from xiangyue.house.profiles import PROFILES
from xiangyue.house.rooms import ROOMS

os.umask(0o077)  # database, uploads, keys and exports are nobody's but this user's

HERE = Path(__file__).resolve().parent
DATA = environment.data_folder()

DEBUG = False
SECRET_KEY = environment.secret_key()
XIANGYUE_SEALING_KEYS = [key for key in re.split(r"[,\s]+", os.environ.get("XIANGYUE_SEALING_KEYS", "")) if key] or [
    f"sealing:{SECRET_KEY}"
]
XIANGYUE_LOOKUP_KEY = os.environ.get("XIANGYUE_LOOKUP_KEY") or f"lookup:{SECRET_KEY}"
XIANGYUE_PROFILE = environment.one_of("XIANGYUE_PROFILE", *PROFILES)
PROFILE = PROFILES[XIANGYUE_PROFILE]
XIANGYUE_IDLE_MINUTES = environment.whole_number("XIANGYUE_IDLE_MINUTES", PROFILE.idle_minutes)
XIANGYUE_CIPHERS = environment.one_of("XIANGYUE_CIPHERS", "international", "national")
XIANGYUE_SEAL_KEY = os.environ.get("XIANGYUE_SEAL_KEY") or str(DATA / "seal.key")
XIANGYUE_SEALS_TO = os.environ.get("XIANGYUE_SEALS_TO") or str(DATA / "seals")
XIANGYUE_SEALS_TELL = os.environ.get("XIANGYUE_SEALS_TELL", "")
XIANGYUE_INSIDE_HOSTS = [one.lower() for one in re.split(r"[,\s]+", os.environ.get("XIANGYUE_INSIDE_HOSTS", "")) if one]
XIANGYUE_SYSLOG = environment.syslog_server("XIANGYUE_SYSLOG")
XIANGYUE_TSA = os.environ.get("XIANGYUE_TSA", "")
XIANGYUE_TILES = os.environ.get("XIANGYUE_TILES", "")
XIANGYUE_WECHAT_APPID = os.environ.get("XIANGYUE_WECHAT_APPID", "")
XIANGYUE_WECHAT_SECRET = os.environ.get("XIANGYUE_WECHAT_SECRET", "")
XIANGYUE_WECHAT_API = os.environ.get("XIANGYUE_WECHAT_API") or "https://api.weixin.qq.com"
XIANGYUE_WECHAT_TEMPLATES = [one for one in re.split(r"[,\s]+", os.environ.get("XIANGYUE_WECHAT_TEMPLATES", "")) if one]
ALLOWED_HOSTS = re.split(r"[,\s]+", os.environ.get("XIANGYUE_HOSTS", "localhost,127.0.0.1,[::1]"))
CSRF_FAILURE_VIEW = "xiangyue.house.refusals.stale_form"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in ("*", "")]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "xiangyue.kernel",
    "xiangyue.counter",
    *ROOMS,
    "xiangyue.house",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "xiangyue.house.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xiangyue.house.middleware.AnswersHead",
    "xiangyue.house.middleware.WholeText",
    "xiangyue.house.middleware.SeatMiddleware",
    "xiangyue.house.traces.middleware.TraceMiddleware",
    "xiangyue.house.people.middleware.AddressMiddleware",
    "xiangyue.house.people.middleware.IdleMiddleware",
    "xiangyue.house.people.middleware.SecondFactorMiddleware",
    "xiangyue.house.people.middleware.OwnPasswordMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "xiangyue.house.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xiangyue.house.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "xiangyue.house.templatetags.house"],
        },
    }
]

DATABASES = {
    "default": environment.database(os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'xiangyue.sqlite3'}")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "xiangyue.house.people.passwords.ThreeKinds"},
    {"NAME": "xiangyue.house.people.passwords.NoneOfTheLast"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = PROFILE.failures
AXES_COOLOFF_TIME = timedelta(minutes=PROFILE.lock_minutes)
AXES_CLIENT_IP_CALLABLE = "xiangyue.house.address.address_of"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "house/locked.html"
AXES_ENABLE_ACCESS_FAILURE_LOG = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "xiangyue.house.statics.HashedModules"},
}
MEDIA_ROOT = DATA / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

SECURE = environment.flag("XIANGYUE_HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a log-out holds for every web process
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
_TILE_HOST = re.findall(r"^https?://[^/]+", XIANGYUE_TILES)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_TILE_HOST],
        "font-src": [SELF],
        "connect-src": [SELF, *_TILE_HOST],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# Of one process alone: nothing that decides may stand here, see kernel/shortly.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
XIANGYUE_PROXIES = environment.whole_number("XIANGYUE_PROXIES", 0)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}, "django.request": {"level": "ERROR"}},
}
