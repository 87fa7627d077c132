"""Posts and pages: writing, publishing and reading them.

A *post* belongs to the blog's flow; a *page* stands by itself; both are rows of one table with a
*kind*. Markdown is the source; each save makes a *revision*, which holds the source and the HTML
made of it. A post is a *draft* until it is *published* or *scheduled*; in the *trash* it is
hidden and can be restored. Its *slug* is its address, `/<slug>/`; a changed one redirects for good.

Invariants: a post has at least one author; a slug is used by one post only and never by a route;
a public post has a time of publication that has passed.
"""
