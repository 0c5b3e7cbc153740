"""The same GRU, training and inference, in PyTorch on the CPU. Prints sequences a second as JSON; the argument is the number of threads."""

import json
import sys
import time

import torch

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(1)
batch, steps, features, units = 256, 32, 16, 32
gru = torch.nn.GRU(features, units, batch_first=True)
head = torch.nn.Linear(units, 1)
optimizer = torch.optim.AdamW([*gru.parameters(), *head.parameters()], lr=1e-3)
inputs = torch.randn(batch, steps, features)
labels = (torch.rand(batch, 1) < 0.5).float()


def predict():
    with torch.inference_mode():
        head(gru(inputs)[1][0])


def train():
    optimizer.zero_grad()
    loss = torch.nn.functional.binary_cross_entropy_with_logits(head(gru(inputs)[1][0]), labels)
    loss.backward()
    optimizer.step()


def rate(work):
    for _ in range(5):
        work()
    rates = []
    for _ in range(5):
        start = time.perf_counter()
        runs = 0
        while time.perf_counter() - start < 0.4:
            work()
            runs += 1
        rates.append(batch * runs / (time.perf_counter() - start))
    return sorted(rates)[2]


print(json.dumps({"train": rate(train), "predict": rate(predict)}))
