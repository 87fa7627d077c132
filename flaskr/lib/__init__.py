"""Band 1: pure Python without Flask, SQL or settings."""
