"""Privacy: a page that tells readers what this site keeps about them.

It is not written but put together from what the features say of themselves (`personal_data`,
`cookies`), so it tells of nothing that the site does not do, and of everything that it does.
"""
