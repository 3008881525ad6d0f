"""One database, two doors to it: `default` for the application, `owner` for migrations."""

from typing import Any


class OneDatabase:
    """Everything is read and written as tildeling_app; only `owner` migrates, when it is set."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "default"

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return "default"

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        return True
