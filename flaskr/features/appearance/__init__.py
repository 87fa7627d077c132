"""How the public site looks, as its owner chooses it in Studio.

A *look* is everything that is chosen together: the home page's layout, the accent colour, links,
the words above and below each page, a style sheet of one's own. One look is the site's; it is
stored with the site's other values, so that a page needs no query for it. Beside it stand the
looks that were saved before, to bring back, and of each owner at most one *draft*, which only
its author sees.

The *accent* is the colour of links and buttons. What readers see of it can always be read, on
light and on dark pages: where the chosen colour cannot, the nearest one that can stands for it.
"""
