"""Being found: what crawlers are told of the site, in robots.txt, llms.txt and its sitemap.

The *sitemap* is a list of files, each of the addresses of at most 1,000 posts and pages, tags or
authors, cut by their ids: so a file costs the same however long the blog is, and a change touches
one of them. Private posts and those with a password are in none, and neither are tags and authors
without a public post.
"""
