"""The benchmark: what a visit costs, side by side with other servers, in one run.

`make bench` measures a site as shipped against nginx, the tutorial's Flaskr and itself without
its page cache; `make bench-scale` measures sites of different sizes. A *work* is a kind of
request, such as a visit to a post; a *contender* is a server; a *cell* is what one contender
took for one work.
"""
