"""The requests there are, a file a subject: its routes, and the schemas of what they answer.

``digit``            /api/digit, /api/maps: a network's answer to the picture of one digit
``back``             /api/digit/backward: what if it were of another class; one update
``shake``            /api/shake: the answer to a digit changed by sliders
``read_page``        /api/read: the strings and amounts in a picture
``sweep_line``       /api/sweep: the strip network over one line
``list_networks``    /api/networks: the networks, their layers and kernels
``list_tests``       /api/tests and a network's mistakes
``train_network``    /api/train: the one training, and its events
``open_inference``   /v2: the Open Inference Protocol; ``open_inference_schemas`` its messages
``about_service``    /metrics, /docs
``shared_schemas``   what several of them answer: problems, boxes, numbers
"""
