"""implicit's ALS on the CPU on the pairs of a file: start (rows + 1) and column as int32, one after the other. Arguments: file, rows, columns, threads.
Prints the seconds of each of some trainings as JSON. Alpha is chosen so that what is not observed weighs as much as in ours."""

import json
import sys
import time

import numpy
import scipy.sparse
from implicit.cpu.als import AlternatingLeastSquares

path, rows, columns, threads = sys.argv[1], *map(int, sys.argv[2:5])
numbers = numpy.fromfile(path, dtype=numpy.int32)
start, column = numbers[: rows + 1], numbers[rows + 1 :]
pairs = scipy.sparse.csr_matrix((numpy.ones(len(column), numpy.float32), column, start), shape=(rows, columns))
seconds = []
for _ in range(5):
    model = AlternatingLeastSquares(
        factors=64, iterations=15, regularization=0.01, alpha=1.0, num_threads=threads, random_state=1
    )
    begin = time.perf_counter()
    model.fit(pairs, show_progress=False)
    seconds.append(time.perf_counter() - begin)
print(json.dumps(seconds))
