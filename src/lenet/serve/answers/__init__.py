"""What the service answers: objects as JSON takes them, made without HTTP.

``available_network``    a network that can be asked, and how it is loaded
``available_networks``   the shipped networks and the user's runs, by name
``network_description``  what a network is: its layers, counts and kernels
``digit_answer``         a network's answer to one digit, the steps before it, its maps
``inference_request``    the JSON of an inference request, parsed within limits
``wanted_class``         each layer's error for a wanted class, and one update of a copy
``changed_digit``        the answer to a digit changed by sliders, and along each slider
``page_reading``         all readings of a picture, and the pictures of the steps to them
``swept_line``           the strip network's outputs along one line
``test_digits``          test digits, and those a network misreads
``trainer``              the one training: started, stopped, resumed, saved
``training_progress``    what is known of it while it runs
``training_callbacks``   how that is found out, at each look and after each epoch
``json_numbers``         arrays as nested lists
``docs_page``            the description of the service as a page
"""
