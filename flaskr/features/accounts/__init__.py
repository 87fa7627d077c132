"""Accounts: who there is, how they log in, and what role they have.

A *user* may have no password (made by an import): nobody can log in as them until one is set.
A *session* is a row; the browser holds a random token, the table its SHA-256. There is always
an owner once the site is claimed, and the last one can be neither demoted nor disabled.
"""
