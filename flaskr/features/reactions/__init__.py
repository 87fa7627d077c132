"""Reactions: readers react to a post with one click, without account or cookie.

A visitor has each kind of reaction to a post at most once a day, and can be told from others for
that day only. docs/how-to/write-a-feature.md explains this feature file by file.
"""
