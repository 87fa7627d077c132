"""Work that comments leave for later."""

from flaskr.core.runtime import Core
from flaskr.features.comments import clearing, closing, following, reporting, telling
from flaskr.features.site.identity import site_values
from flaskr.lib.languages import Language
from flaskr.web.themes import language_for


def close(core: Core) -> None:
    """Let pages of posts whose comments have ended be made anew, and forget who sent what."""
    with core.db.transaction() as db:
        closing.close_ended(db)
        clearing.forget_senders(db)


def clear(core: Core) -> None:
    """Remove what has been spam or in the trash for 30 days, some at a time."""
    with core.db.transaction() as db:
        following.forget_unanswered(db)
    while True:
        with core.db.transaction() as db:
            if clearing.clear(db) < clearing.AT_ONCE:
                return


def tell_authors(core: Core, *, post_id: int) -> None:
    """Mail the authors of a post what readers wrote since the last mail.

    Marked first: who is killed in between loses a mail, which Studio has anyway, and never sends
    twenty.
    """
    url, secret = core.settings["SITE_URL"], core.settings["SECRET_KEY"]
    say = _language(core)
    with core.db.transaction() as db:
        comments = telling.untold(db, post_id)
        if not comments:
            return
        mails = list(telling.messages(db, post_id, comments, base_url=url, secret=secret, say=say))
        telling.mark_told(db, comments)
    for mail in mails:
        core.mail.send(mail)


def ask_follower(core: Core, *, follower_id: int) -> None:
    """Ask an address whether it wants to follow the comments on a post."""
    url, secret = core.settings["SITE_URL"].rstrip("/"), core.settings["SECRET_KEY"]
    say = _language(core)
    with core.db.reading() as db:
        mail = following.question(db, follower_id, base_url=url, secret=secret, say=say)
    if mail is not None and url:
        core.mail.send(mail)


def tell_follower(core: Core, *, follower_id: int, comment_id: int) -> None:
    """Mail one follower about one comment."""
    url, secret = core.settings["SITE_URL"].rstrip("/"), core.settings["SECRET_KEY"]
    say = _language(core)
    with core.db.reading() as db:
        mail = following.news(db, follower_id, comment_id, base_url=url, secret=secret, say=say)
    if mail is not None and url:
        core.mail.send(mail)


def tell_reported(core: Core, *, comment_id: int) -> None:
    """Mail the authors of a post that a comment under it is reported."""
    url, say = core.settings["SITE_URL"], _language(core)
    with core.db.reading() as db:
        mails = list(reporting.messages(db, comment_id, base_url=url, say=say))
    for mail in mails:
        core.mail.send(mail)


def _language(core: Core) -> Language:
    """Return the site's language, which those who get a mail read anyway."""
    with core.db.reading() as db:
        tag = site_values(db).language
    return language_for(core, tag)
