"""The site itself: its title, zone and language, its navigation, and where old addresses lead.

A *setting* is one of the site's values that an owner changes in Studio. A *redirect* leads from
a path that is no longer used to one that is; redirects never form a loop.
"""
