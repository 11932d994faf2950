"""What the embedded database knows of its own rows: without it a whole county is sorted where an index would answer."""

from django.db import connection

#: Rows written at once from which on it is worth learning anew.
WORTH = 1000
#: Rows of an index that are looked at: enough to tell few from many, and done in a moment.
LOOKED_AT = 1000


def learn_sizes() -> None:
    """Let SQLite count how rows spread over indexes; a server does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT}")
            cursor.execute("ANALYZE")
