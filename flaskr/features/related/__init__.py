"""Related posts: below each post, the few that are most like it.

Two posts are alike by the tags and the telling words that they share: the rarer, the more it says.
What is found is kept as rows, computed by a job when a post changes, because a reader's visit is
no time to compare texts. A post is compared with a bounded number of others, whatever the site's
size. Only public posts without a password are ever related, and nothing is shown below a post
that is like no other.
"""
