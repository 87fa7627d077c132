"""Redirects, as their owner sees to them; and the addresses that are asked for in vain.

A *redirect* leads from a path that is no longer used to an address that is; one whose path ends
with `*` leads from all paths below another. A *hit* is a reader who was led. A *missing page* is a
path that a reader asked for and that nothing stands at.

Redirects themselves are a matter of the site (`site/redirects.py`): posts make them when their
slug changes. Invariants: nobody is led in a circle; a visit writes nothing, it is counted in
memory; what is counted is about addresses and never about who asked.
"""
