"""Comments: what readers say under a post, shown in threads.

A comment is *approved* (readers see it), *pending* (nobody has looked at it yet), *spam* or in the
*trash*; its *depth* counts the comments it answers, one above the other. A *pingback* or
*trackback* is a comment that another site's software left when it linked here.

Whoever wrote a comment here may change it or take it back for 15 minutes; a signed link says who.

Invariants: no comment is refused for what it says, it waits or stands with the spam; readers
see approved comments only; an answer belongs to the post of what it answers.
"""
