"""Page files, from the names of files to the servers that send them."""
