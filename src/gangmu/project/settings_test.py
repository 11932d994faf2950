"""Settings of the test suite: the product's own, with a database that leaves nothing behind and a quick hasher."""

import atexit
import os
import shutil
import tempfile

if "GANGMU_HOME" not in os.environ:
    # Processes that this one starts find it in their surroundings; the first one takes it away.
    os.environ["GANGMU_HOME"] = tempfile.mkdtemp(prefix="gangmu-test-")
    atexit.register(shutil.rmtree, os.environ["GANGMU_HOME"], ignore_errors=True)
os.environ.setdefault("SECRET_KEY", "a key for tests only, nothing is protected by it")
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")

from gangmu.project.settings import *  # noqa: F403

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
#: Without it every browser of every test would read all static files anew.
WHITENOISE_AUTOREFRESH = True
