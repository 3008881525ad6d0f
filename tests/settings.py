"""The product's settings with what a test needs: fast hashes, synthetic numbers, no HTTPS."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "only-for-tests-and-not-a-secret-at-all-0123456789")
os.environ.setdefault("DATABASE_URL", "postgresql://tildeling_app@127.0.0.1:1/tildeling")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")
os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost,testserver")
os.environ.setdefault("HTTPS", "0")
os.environ.setdefault("SYNTHETIC_NUMBERS", "1")
os.environ.setdefault("THROWAWAY_DATABASE", "1")  # no fsync; its own test turns it off
os.environ.setdefault("SECOND_FACTOR", "off")  # its own tests turn it on
os.environ.setdefault("WHITENOISE_USE_FINDERS", "1")
os.environ.setdefault("VAR_DIR", tempfile.gettempdir())
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("TRAIL_ANCHOR_FILE", "/dev/null/none")  # tests name their own

from tildeling.settings import *

# Passwords are hashed for real in production; in tests the hash is not what is tested.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# The finders serve; nothing is collected, and WhiteNoise warns about an empty place.
STATIC_ROOT = None  # type: ignore[assignment]  # Django takes it so

# Looked up when asked for: every test's client would otherwise list all of them first.
WHITENOISE_AUTOREFRESH = True

# What a request asks the database, it asks as tildeling_app, which must say for whom.
MIDDLEWARE = ["tests.wall.Behind", *MIDDLEWARE]  # noqa: F405 - of the star above
