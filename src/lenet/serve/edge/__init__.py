"""The edge to HTTP: what happens to a request before its route, in the order of its way in.

``connections``     how long a head may take and be, before uvicorn passes a request on
``monitoring``      each request counted and timed: ``metrics`` for Prometheus, the ``access_log``
``browser_policy``  the headers that bind a browser: Content-Security-Policy, caching
``access_control``  Host, Origin and token; ``host_names`` says which host is this machine
``open_requests``   how many requests may be open
``refusals``        what an error is answered with; Retry-After
``bodies``          a request's body, and the picture in it
``executor``        threads that work, for how long, and that stop when the client leaves
``service_limits``  the numbers of all this
"""
