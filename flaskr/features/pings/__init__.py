"""Pings: telling search engines (IndexNow) and a feed hub (WebSub) that something is new.

Nobody is told anything unless the owner says so. A ping has addresses in it and nothing else; it
is sent by a job, some seconds after the change, for all that changed since the last one. What
fails is tried again, and stands among the failed jobs in the end.
"""
