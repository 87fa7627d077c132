"""Search: finding public posts and pages by their words.

The *index* holds the words of what anybody may read: title, tags and text of public posts; of a
post with a password its title only. *Words* are folded (case, diacritics) by `words.py` before
they reach a database, so that SQLite and PostgreSQL find the same.

Invariant: what is in the index is public, because it changes in the transaction that changes the
post (see ADR 0010); `flaskr search rebuild` makes it anew.
"""
