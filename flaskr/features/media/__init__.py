"""Media: the pictures and files of the site, kept once each under a name made from their content.

The *original* is what was uploaded, a picture encoded anew without its metadata. A *variant* is a
picture's WebP copy of one width. A *key* names what is kept; the same key is always the same
bytes, so browsers may keep what is under it for good. Only what belongs to a row is served.
"""
