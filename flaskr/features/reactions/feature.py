"""Reactions, as a feature."""

from flaskr.core.feature import Feature, NavItem
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
    jobs=(Job("reactions.forget", jobs.forget, "Forgets visitors.", schedule="1 0 * * *"),),
    commands=(cli.reactions_group,),
)
