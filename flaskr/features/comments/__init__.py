"""Comments: what readers said under a post, kept from an import and shown in threads.

A comment is *approved* (readers see it), *pending* (nobody has looked at it yet), *spam* or in the
*trash*; its *depth* counts the comments it answers, one above the other. A *pingback* or
*trackback* is a comment that another site's software left when it linked here.

Invariants: readers see approved comments only; an answer belongs to the post of what it answers.
"""
