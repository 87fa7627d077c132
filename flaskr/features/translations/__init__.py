"""Translations: posts and pages that say the same in several languages.

A post may have a *language*; one without is in the site's. Posts that are translations of each
other are a *group*: it has at most one post per language, and none of them is the original, so any
may be removed. A post that nobody wrote a translation of is in no group. Readers are led to those
of the group that everybody may know of.
"""
