"""The page cache, by the parts it is made of and as a whole."""
