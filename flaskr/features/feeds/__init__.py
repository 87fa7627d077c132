"""Feeds: the newest public posts for feed readers, as Atom, RSS 2.0 and JSON Feed.

There is one feed of the site, of each tag and of each author, each in three *formats*. A feed
holds whole posts; of one with a password only its title. An *entry* keeps its id for good,
whatever becomes of the post's address or the site's.
"""
