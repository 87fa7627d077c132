"""Users, their sessions, and invitations."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from flaskr.core.db import Base, Html, UtcDateTime
from flaskr.core.permissions import Actor, Role
from flaskr.lib.sanitize import SafeHtml


class User(Base):
    """Somebody who may log in, or whose name stands above a post.

    The keys are the name and the address without their case, by which people are found and
    kept apart: databases differ in what they take for the same letter.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    username_key: Mapped[str] = mapped_column(String(160), unique=True)
    email_key: Mapped[str | None] = mapped_column(String(508), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(500))
    role_name: Mapped[str] = mapped_column("role", String(20))
    bio: Mapped[str] = mapped_column(Text, default="")
    bio_html: Mapped[SafeHtml] = mapped_column(Html, default=SafeHtml)
    website: Mapped[str] = mapped_column(String(500), default="")
    avatar_key: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(35), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def role(self) -> Role:
        """The user's role."""
        return Role.named(self.role_name)

    @property
    def owner_ids(self) -> Collection[int]:
        """A profile belongs to its user."""
        return {self.id}

    @property
    def actor(self) -> Actor:
        """The user as the one who acts."""
        return Actor(
            id=self.id,
            name=self.name or self.username,
            role=self.role,
            username=self.username,
            avatar_url=self.avatar_url,
            language=self.language,
        )

    @property
    def avatar_url(self) -> str | None:
        """Where the avatar is served from."""
        return f"/media/{self.avatar_key}" if self.avatar_key else None


class UserSession(Base):
    """A browser in which a user is logged in."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    user_agent: Mapped[str] = mapped_column(String(300), default="")

    user: Mapped[User] = relationship(lazy="joined")


class Invitation(Base):
    """A link by which one person may register with a role."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    role_name: Mapped[str] = mapped_column("role", String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
