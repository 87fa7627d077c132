"""Who has written something that is public."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core.errors import NotFound
from flaskr.features.accounts.models import User
from flaskr.features.posts.counting import AUTHOR, count_of


def public_author(db: Session, username: str) -> tuple[User, int]:
    """Return the author of exactly that username and how many public posts they have.

    Raises the same NotFound for who has none as for nobody: who has an account is nobody's
    business. E-mail addresses are not looked at.
    """
    user = db.scalars(select(User).where(User.username == username)).first()
    count = count_of(db, AUTHOR, user.id) if user is not None else 0
    if user is None or not count:
        raise NotFound
    return user, count
