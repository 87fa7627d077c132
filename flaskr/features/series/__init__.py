"""Series: posts that belong together and are read in an order.

A *series* has a name, an address and its *parts*: posts, each at its place from 1. A post is a part
of one series at most. Readers see the parts that everybody may read, and count those alone: what
is hidden or not out yet leaves no gap.
"""
