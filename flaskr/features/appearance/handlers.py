"""What a look does about events of the features below it."""

from sqlalchemy.orm import Session

from flaskr.core.events import Event, Handler
from flaskr.features.appearance.choosing import leave_out_logo
from flaskr.features.media.events import MediaRemoved


def forget_logo(db: Session, event: MediaRemoved) -> None:
    """Show the site's title again where its logo was removed."""
    leave_out_logo(db, event.key)


HANDLERS: dict[type[Event], tuple[Handler, ...]] = {MediaRemoved: (forget_logo,)}
