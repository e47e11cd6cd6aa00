"""The role that serves requests owns nothing and bypasses nothing; otherwise the policies would be silently void."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connections

QUESTION = """
    SELECT current_user, r.rolsuper, r.rolbypassrls,
           (SELECT count(*) FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
              AND pg_has_role(r.oid, c.relowner, 'MEMBER'))
    FROM pg_roles r WHERE r.rolname = current_user
"""


@dataclass(frozen=True)
class ServingRole:
    name: str
    is_superuser: bool
    bypasses_policies: bool
    owned_count: int

    @property
    def is_safe(self) -> bool:
        return not (self.is_superuser or self.bypasses_policies or self.owned_count)

    @property
    def trouble(self) -> str:
        """What is wrong and the lines that mend it; empty when the role is safe."""
        if self.is_safe:
            return ""
        wrong = (
            "is a superuser"
            if self.is_superuser
            else "bypasses row-level security"
            if self.bypasses_policies
            else f"owns {self.owned_count} tables"
        )
        return (
            f"The database role '{self.name}' {wrong}, so municipalities are not fenced from each other.\n"
            "Serve with a role that owns nothing. As a superuser of the database run:\n"
            "  CREATE ROLE talkoot LOGIN PASSWORD '…' NOSUPERUSER NOBYPASSRLS NOCREATEDB;\n"
            "then name it in DATABASE_URL, name the owner of the tables in DATABASE_OWNER_URL, and run: talkoot migrate"
        )


def serving_role(using: str = "default") -> ServingRole:
    """Facts about the role of the connection. One query."""
    with connections[using].cursor() as cursor:
        cursor.execute(QUESTION)
        return ServingRole(*cursor.fetchone())
