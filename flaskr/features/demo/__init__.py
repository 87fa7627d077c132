"""Sample content: a small, fictitious blog that shows a new site at its best.

A *text* is a post or page of the sample, kept as a Markdown file in `posts/`; its file's name is
its slug and the name it is known by. *Authors* are files in `authors/`, *pictures* are in
`pictures/`. What was added is noted under the site's value `demo`.

A *large sample* has as many posts as one orders, in a made-up language (`lexicon.py`): texts are
*composed* of rendered *pieces*, *generated* with what a *crowd* of readers says, and the site
*grows* by them. How far it is, is noted under the value `demo.large`.

Invariants: a text or an author is added once, whatever it is called by now; a site with posts of
its own is filled only if that is asked for; nobody can log in as a sample author;
what a large sample stores is what the verbs would have stored.
"""
