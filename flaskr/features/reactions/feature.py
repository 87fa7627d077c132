"""Reactions, as a feature."""

from flaskr.core.feature import Feature, NavItem, PersonalData
from flaskr.core.jobs.queue import Job
from flaskr.core.permissions import Permission, Role
from flaskr.features.reactions import cli, events, jobs, slots, views

feature = Feature(
    name="reactions",
    permissions=(Permission("reactions.see", any=Role.AUTHOR, help="See which posts please."),),
    blueprints=(views.bp,),
    nav=(NavItem("Reactions", "reactions.list_reactions", "heart", "reactions.see", "Talk", 45),),
    events=(events.PostReacted,),
    slots={"post.after": (slots.below_post,)},
    personal_data=(
        PersonalData(
            about="If you react to a post",
            what=(
                "A number made of your network address, your browser’s name and a secret of that "
                "day. The address itself is not kept."
            ),
            why="So that everybody counts once.",
            until=(
                "Until midnight (UTC): then the secret is thrown away, and the number leads back "
                "to nobody."
            ),
            columns=("reactions.visitor",),
        ),
    ),
    jobs=(Job("reactions.forget", jobs.forget, "Forgets visitors.", schedule="1 0 * * *"),),
    commands=(cli.reactions_group,),
)
