"""The paper of 1998, reproduced: what it reports, trained and measured again, on one page.

published     what the paper prints
variants      what is trained: LeNet-5, and the paper's choices undone one at a time
jobs          one training, done once and found again
workers       jobs side by side
plan          which trainings the page needs
rates         errors out of n, a count a seed, the paper's figure beside it
invariance    Fig. 13 as numbers: accuracy on changed test images
misread       how many of the paper's misread digits are misread here
rejecting     the error when unsure answers are rejected
results       the numbers of results.json
inside        kernels, centers, and the maps of one digit
tables, plot, data_uris, charts  tables, plots and small pictures of the page
sections, page  the page's sections; index.html
reproduction  the whole: train what is missing, measure, write
"""
