"""The command ``lenet``: a file a group of commands, and what they share.

``main``             the group: which commands there are, in which order
``train``            train
``many_trainings``   train --seeds
``run_listing``      run
``trained_networks`` summary, evaluate, predict
``export``           export
``read``             read
``score_reader``     score
``own_reader``       calibrate, train-reader
``page_as_file``     page
``open_service``     serve
``reproduce_paper``  paper
``data_sets``        data
``options``          options that commands of every kind have: data, threads, seed, --json
``reading_options``  those of reading: --max-error, boxes, patterns, limits, the reader itself
``reading_output``   JSON, CSV, table or words: which, and where to
``parquet_output``   readings as a Parquet file
``read_in_parts``    very many pictures read into a folder, by this machine or by a cluster
``reading_rows``     what a reading is in each of them
``labelled_reading`` labelled pictures read and judged, for score and the own reader
``progress_bar``     the bar while many pictures are read
``streams``          standard input, output and error: closed, full, of any encoding
``terminal``         errors as sentences, exit statuses, what goes to stdout and to stderr
"""
