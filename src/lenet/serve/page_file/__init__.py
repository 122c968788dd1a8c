"""The page as one HTML file, which opens without a service: ``lenet page``.

``page_modules``   its JavaScript, each module behind those that it imports
``page_document``  one document with scripts, styles and packed parts inside, which fetches nothing
``page_networks``  what is packed of a network: its description, how the engine runs it, its weights
``page_digits``    what is packed of a data set, and which test digits a network misreads
``page_trainings``  how a network is trained anew in the page: layers, recipe, first weights
``written_page``   all of it together, and how many bytes each part takes
"""
