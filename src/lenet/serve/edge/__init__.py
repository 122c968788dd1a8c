"""The edge to HTTP: what happens to a request before its route, in the order of its way in.

``connections``     how long each state of a connection may last; how many an address has
``monitoring``      each request counted and timed: ``metrics`` for Prometheus, the ``access_log``
``resident_memory`` how much memory the process has, one of the metrics
``browser_policy``  the headers that bind a browser: Content-Security-Policy, caching
``access_control``  Host, Origin and token; ``host_names`` says which host is this machine
``open_requests``   how many requests may be open
``refusals``        what an error is answered with; Retry-After
``bodies``          how large a request's body may be, below all routes
``uploads``         the picture in a body, or in a form
``direct_routes``   the shorter way for frequent, plain requests
``forwarding``      training, passed on to the process that trains
``executor``        threads that work, for how long, and that stop when the client leaves
``service_limits``  the numbers of all this
"""
