"""scikit-learn on the texts of a JSON file with the lists train and test of {text, label}: counts of runs of 1 to 4 characters, present or not, weighted by
their log-count ratio (Wang and Manning 2012), and logistic regression. Prints the seconds of training, the reviews a second and the accuracy as JSON."""

import json
import sys
import time

import numpy
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

with open(sys.argv[1], encoding="utf-8") as file:
    data = json.load(file)
texts = {part: [row["text"] for row in data[part]] for part in ("train", "test")}
labels = {part: numpy.array([row["label"] == "positive" for row in data[part]]) for part in ("train", "test")}

begin = time.perf_counter()
vectoriser = CountVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, binary=True, dtype=numpy.float32)
counts = vectoriser.fit_transform(texts["train"])
inside = 1 + numpy.asarray(counts[labels["train"]].sum(axis=0))
outside = 1 + numpy.asarray(counts[~labels["train"]].sum(axis=0))
ratios = numpy.log(inside / inside.sum()) - numpy.log(outside / outside.sum())
model = LogisticRegression(C=0.1, solver="liblinear")
model.fit(counts.multiply(ratios).tocsr(), labels["train"])
training = time.perf_counter() - begin

begin = time.perf_counter()
said = model.predict(vectoriser.transform(texts["test"]).multiply(ratios).tocsr())
seconds = time.perf_counter() - begin
print(
    json.dumps(
        {
            "training": training,
            "reviewsPerSecond": len(said) / seconds,
            "accuracy": float((said == labels["test"]).mean()),
        }
    )
)
